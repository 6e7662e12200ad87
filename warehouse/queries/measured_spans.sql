-- From when to when each definition has figures of each project.
select
    definition_id,
    project_id,
    min(period_start) as begins,
    max(period_end) as ends
from share
where usable and period_complete
group by definition_id, project_id
