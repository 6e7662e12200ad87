date_trunc('year', period_start) in (
    select period_start
    from share
    where definition_id = '{definition}' and project_id = '{subject_id}'
        and usable and {needed}
        and period_start >= date '{start}' and period_end <= date '{end}'
)
