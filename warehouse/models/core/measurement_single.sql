-- Shares, levels, ratios and orders: one window, one figure.
--
-- grain: test_id, moment
--
-- test_id        the test
-- moment         then, between or now
-- period_start   first day of what was added up
-- period_end     day after its last
-- measured       share as a fraction, level, or ratio of two counts
-- low            lower end of the interval, where there is one
-- high           upper end
-- quality        census, official, sample or secondary
-- days_off       days between the figures and the window; 0 when they overlap
-- off_date       true when the figures are mostly of another time
-- thin           true when there are too few cases
-- flags          remarks; null for none
with level as (
    -- a total of the window needs all its days; a rate is made from those that are there
    select
        window_count.*,
        case
            when not flow then 1
            when trial.per is null then case when days = ends - starts then 1 end
            when trial.per = 'day' then 1.0 / days
            when trial.per = 'year' then 365.25 / days
            else (ends - starts) / greatest(1, datediff('month', starts, ends)) / days
            end as scale
    from window_count
    join trial using (test_id)
    where window_count.kind = 'level'
),
pair as (
    -- both counts come from one population: the interval of a / b is that of a / (a + b), turned
    select
        window_count.*,
        quality = 'sample' and not trial.of_source as sampled,
        numerator + other as cases,
        numerator / (numerator + other) as own_part
    from window_count
    join trial using (test_id)
    where window_count.kind in ('ratio', 'order') and other > 0
),
wilson as (
    select
        pair.*,
        (own_part + 3.841458820694124 / (2 * cases)) / (1 + 3.841458820694124 / cases) as centre,
        1.959963984540054 / (1 + 3.841458820694124 / cases) * sqrt(
            own_part * (1 - own_part) / cases + 3.841458820694124 / (4 * pow(cases, 2))
        ) as half
    from pair
),
bounded as (
    select
        wilson.*,
        case
            when sampled then (centre - half) / (1 - centre + half)
            when half_unit + other_half_unit > 0
                then (numerator - half_unit) / (other + other_half_unit)
            else numerator / other end as least,
        case
            when sampled then (centre + half) / (1 - centre - half)
            when half_unit + other_half_unit > 0
                then (numerator + half_unit) / nullif(greatest(0, other - other_half_unit), 0)
            else numerator / other end as most,
        -- points of a share are so many cases of what it is a share of
        bias_points * denominator as astray,
        sampled or half_unit + other_half_unit > 0 or bias_points > 0 or own_factor > 1
            as uncertain
    from wilson
),
ended as (
    select
        bounded.*,
        case when uncertain then
            greatest(0, least * other - astray) / (other + astray) / own_factor end as low,
        case when uncertain then coalesce(
            (most * other + astray) / nullif(greatest(0, other - astray), 0) * own_factor, 1e9)
            end as high
    from bounded
)
select
    test_id,
    moment,
    period_start,
    period_end,
    share as measured,
    low,
    high,
    quality,
    days_off,
    off_date,
    thin,
    flags
from window_count
join window_share using (test_id, moment, part)
where kind = 'share'
union all
select
    test_id,
    moment,
    period_start,
    period_end,
    scale * numerator as measured,
    case when half_unit > 0 or count_factor > 1 or bound = 'at least'
        then scale * (numerator - half_unit) / count_factor end as low,
    -- a lower bound has no upper end
    case when bound = 'at least' then 1e15 when half_unit > 0 or count_factor > 1
        then scale * (numerator + half_unit) * count_factor end as high,
    quality,
    days_off,
    off_date,
    thin,
    flags
from level
where scale is not null and bound is distinct from 'at most'
union all
select
    test_id,
    moment,
    period_start,
    period_end,
    numerator / other as measured,
    low,
    high,
    quality,
    days_off,
    off_date,
    thin,
    nullif(concat_ws('; ', flags, case when kind = 'order' and low <= 1 and high >= 1
            then 'the lead is within its error' end), '') as flags
from ended
