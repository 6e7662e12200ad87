with whole_year as (
    select
        date_trunc('year', period_start)::date as starts,
        sum(numerator) / sum(denominator) as share
    from share
    where definition_id = '{definition}' and project_id = '{subject_id}'
        and usable and complete and bound is null
        and period_start >= date '{first_start}'
        and date_trunc('year', period_start) <= date '{start}'
    group by date_trunc('year', period_start)
    having sum(denominator) >= {floor}
        and sum(period_end - period_start) >= dayofyear(max(period_end) - 1)
        and month(max(period_end) - 1) = 12
)
select regr_slope(share, (starts - date '2000-01-01') / 365.25) as measured
from whole_year
