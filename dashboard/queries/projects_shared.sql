-- Projects with a share under a definition, the one with the biggest newest share first.
select
    share.project_id,
    project.name,
    max(share.period_end) as newest,
    arg_max(share.share, share.period_end) filter (where share.usable and share.complete) as size
from share
join project on project.project_id = share.project_id
where share.definition_id = $definition
group by share.project_id, project.name
order by size desc nulls last, project.name
