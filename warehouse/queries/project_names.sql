-- Every name of a project, and its kind.
with named as (
    select project_id, name, kind from project
    union all
    select project_id, unnest(aliases), kind from project
    union all
    select project_id, project_id, kind from project
)
select project_id, name, kind from named
