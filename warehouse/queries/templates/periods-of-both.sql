(period_start, period_end) in (
    select period_start, period_end
    from share as a
    join share as b using (definition_id, period_start, period_end)
    where definition_id = '{definition}'
        and a.project_id = '{subject_id}' and b.project_id = '{comparator_id}'
        and a.usable and a.period_complete and b.period_complete and a.bound is null
        and period_start >= date '{start}' and period_end <= date '{end}'
)
