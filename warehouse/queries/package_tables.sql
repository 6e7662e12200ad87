-- The public tables with their columns: name, type in lower case, and comment.
select
    tables.table_name as name,
    coalesce(tables.comment, '') as comment,
    list(
        row(columns.column_name, lower(columns.data_type), coalesce(columns.comment, ''))
        order by columns.column_index
    ) as columns
from duckdb_tables() as tables
join duckdb_columns() as columns using (database_name, schema_name, table_name)
where tables.database_name = current_database() and tables.schema_name = 'main' and not tables.internal
group by all
order by name
