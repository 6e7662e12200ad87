select
    sum(numerator) filter (where project_id = {subject}),
    sum(numerator) filter (where project_id = {comparator})
{read}
