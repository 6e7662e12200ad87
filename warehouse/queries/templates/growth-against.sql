with later as (
    select
        sum(value) filter (where project_id in {subject})::double
        / sum(value) filter (where project_id in {comparator}) as ratio
    {source}
        and {periods}
),
earlier as (
    select
        sum(value) filter (where project_id in {subject})::double
        / sum(value) filter (where project_id in {comparator}) as ratio
    {source}
        and {first_periods}
)
select later.ratio / earlier.ratio as measured
from later
cross join earlier
