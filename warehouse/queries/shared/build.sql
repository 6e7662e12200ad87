-- The build that is shown, with the number of sources that contribute figures: one row.
select
    build.build_id,
    build.built_at,
    build.code_version,
    (select count(*) from freshness where observations > 0) as sources
from build
