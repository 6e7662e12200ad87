-- The public tables with the number of their rows.
select
    table_name as table,
    estimated_size as rows,
    comment
from duckdb_tables()
where schema_name = 'main'
order by table_name
