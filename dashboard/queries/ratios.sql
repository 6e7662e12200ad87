-- The figures of the given twins side by side, in order of time.
select
    reconciliation.twin_id,
    reconciliation.project_id,
    project.name,
    reconciliation.period_start,
    reconciliation.period_end,
    reconciliation.left_value,
    reconciliation.right_value,
    reconciliation.right_start,
    reconciliation.days_apart,
    reconciliation.ratio
from reconciliation
join project on project.project_id = reconciliation.project_id
where list_contains($twins, reconciliation.twin_id)
order by reconciliation.twin_id, reconciliation.period_start, project.name
