-- What is known of a project besides counts: each value of each fact, the newest first.
select
    fact_id,
    title,
    property,
    value,
    valid_from,
    valid_until,
    citation,
    read_on,
    note
from fact
where project_id = $project
order by property, title, valid_from desc nulls last, value
