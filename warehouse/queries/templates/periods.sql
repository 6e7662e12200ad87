(period_start, period_end) in (
    select period_start, period_end
    from share
    where definition_id = '{definition}' and project_id = '{subject_id}'
        and usable and {needed}
        and period_start >= date '{start}' and period_end <= date '{end}'
)
