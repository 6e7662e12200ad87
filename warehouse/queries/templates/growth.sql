select (
    select sum(value)::double
    {source}
        and project_id in {subject}
        and {periods}
) / (
    select sum(value)
    {source}
        and project_id in {subject}
        and {first_periods}
){scale} as measured
