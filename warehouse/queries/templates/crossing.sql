with pair as (
    select a.period_start, a.period_end, a.numerator > b.numerator as ahead
    from share as a
    join share as b using (definition_id, period_start, period_end)
    where definition_id = '{definition}'
        and a.project_id = '{subject_id}' and b.project_id = '{comparator_id}'
        and a.usable and a.period_complete and b.period_complete and a.bound is null
        and a.numerator + b.numerator >= {floor}
),
crossed as (
    select coalesce(
        min(period_start) filter (where coalesce(
            period_start > (select max(period_start) from pair where not ahead), true)),
        max(period_end)) as day
    from pair
)
select year(day) + (dayofyear(day) - 1) / dayofyear(make_date(year(day), 12, 31)) as measured
from crossed
