with pair as (
    select
        date_trunc('year', a.period_start)::date as period_start,
        (date_trunc('year', a.period_start) + interval 1 year)::date as period_end,
        sum(a.numerator) > sum(b.numerator) as ahead
    from share as a
    join share as b using (definition_id, period_start, period_end)
    where definition_id = '{definition}'
        and a.project_id = '{subject_id}' and b.project_id = '{comparator_id}'
        and a.usable and a.period_complete and b.period_complete and a.bound is null
    group by date_trunc('year', a.period_start)
    having sum(a.numerator + b.numerator) >= {floor}
        and sum(period_end - period_start) >= dayofyear(max(period_end) - 1)
        and month(max(period_end) - 1) = 12
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
