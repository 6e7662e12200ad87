-- The newest share of each project under each definition, and its count.
select
    definition_id,
    project_id,
    arg_max(share, period_end) as share,
    arg_max(numerator, period_end) as counted,
    max(period_end) as ends
from share
where usable and period_complete and share is not null
group by definition_id, project_id
