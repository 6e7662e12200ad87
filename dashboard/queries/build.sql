-- The build that is shown, with the number of its sources: one row.
select
    build.build_id,
    build.built_at,
    build.code_version,
    (select count(*) from source) as sources
from build
