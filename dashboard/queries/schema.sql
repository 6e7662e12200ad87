-- Every column of every table with what it holds, and how many rows each table has.
select
    tables.schema_name,
    tables.table_name,
    tables.estimated_size as rows,
    tables.comment as about,
    columns.column_name,
    columns.data_type,
    columns.comment
from duckdb_tables() as tables
join duckdb_columns() as columns
    on columns.database_oid = tables.database_oid
    and columns.schema_name = tables.schema_name
    and columns.table_name = tables.table_name
where not tables.internal
order by tables.schema_name <> 'main', tables.schema_name, tables.table_name, columns.column_index
