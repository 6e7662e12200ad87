-- Changes, growth and slopes from where the claim begins to its window.
--
-- grain: test_id, moment
--
-- test_id          the test
-- moment           then, between or now
-- period_start     first day of the later figures
-- period_end       day after their last
-- baseline_start   first day of the earlier ones
-- baseline_end     day after their last
-- measured         change in share as a fraction; growth as a factor, divided by the comparator's
--                  where there is one; slope of the share as a fraction a year
-- low              lower end of the interval, where there is one
-- high             upper end
-- quality          census, official, sample or secondary
-- days_off         days between the figures and the windows; 0 when they overlap
-- off_date         true when the figures are mostly of another time
-- thin             true when there are too few cases
-- flags            remarks; null for none
with pair as (
    select
        later.*,
        earlier.period_start as baseline_start,
        earlier.period_end as baseline_end,
        earlier.numerator as first_numerator,
        earlier.other as first_other,
        earlier.half_unit as first_half_unit,
        earlier.other_half_unit as first_other_half_unit,
        later.count_factor * earlier.count_factor as both_count_factor,
        later.own_factor * earlier.own_factor as both_own_factor,
        earlier.days as first_days,
        greatest(later.days_off, earlier.days_off) as furthest,
        later.off_date or earlier.off_date as either_off_date,
        later.thin or earlier.thin as either_thin
    from window_count as later
    join window_count as earlier
        on earlier.test_id = later.test_id
        and earlier.moment = later.moment
        and earlier.part = 'since'
        and earlier.period_end <= later.period_start
    where later.part = 'at'
),
change as (
    -- R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10, for two samples
    select
        pair.test_id, pair.moment, period_start, period_end, baseline_start, baseline_end,
        newer.share - older.share as measured,
        case
            when coalesce(newer.low, older.low) is null then null
            when quality = 'sample' and not bracketed then newer.share - older.share
                - sqrt(pow(newer.share - newer.low, 2) + pow(older.high - older.share, 2))
            else coalesce(newer.low, newer.share) - coalesce(older.high, older.share) end as low,
        case
            when coalesce(newer.low, older.low) is null then null
            when quality = 'sample' and not bracketed then newer.share - older.share
                + sqrt(pow(newer.high - newer.share, 2) + pow(older.share - older.low, 2))
            else coalesce(newer.high, newer.share) - coalesce(older.low, older.share) end as high,
        quality, furthest as days_off, either_off_date as off_date, either_thin as thin, flags
    from pair
    join window_share as newer
        on newer.test_id = pair.test_id and newer.moment = pair.moment and newer.part = 'at'
    join window_share as older
        on older.test_id = pair.test_id and older.moment = pair.moment and older.part = 'since'
    where pair.kind = 'change'
),
growth as (
    -- of samples only against another: the standard error of the logarithm of an odds ratio
    select
        pair.*,
        numerator / first_numerator
            * case when flow then first_days::double / days else 1 end
            / case when other is null then 1
                else other / first_other
                    * case when flow then first_days::double / days else 1 end end as measured,
        case when quality = 'sample'
            then exp(1.959963984540054 * sqrt(1 / nullif(numerator, 0) + 1 / first_numerator
                + 1 / other + 1 / first_other))
            else (1 + half_unit / nullif(numerator, 0))
                / nullif(1 - first_half_unit / first_numerator, 0)
                * coalesce((1 + first_other_half_unit / nullif(first_other, 0))
                    / nullif(1 - other_half_unit / nullif(other, 0), 0), 1) end
            * case when other is null then both_count_factor else both_own_factor end as stretch
    from pair
    where pair.kind = 'growth' and first_numerator > 0
        and (other is null or other > 0 and first_other > 0)
),
spanned as (
    -- every figure from where the claim begins to its window, each with its weight in the line
    select
        trend_figure.*,
        span.moment,
        (trend_figure.period_start - date '2000-01-01')::bigint as days,
        span.days_off
    from trend_figure
    join (
        select
            series.test_id,
            aim.moment,
            aim.starts,
            aim.ends,
            since.starts as since_starts,
            greatest(0, aim.starts - max(series.period_end) + 1,
                min(series.period_start) - since.ends + 1) as days_off
        from trend_figure as series
        join trial on trial.test_id = series.test_id
        join definition on definition.definition_id = trial.definition_id
        join signal on signal.signal_id = definition.signal_id
        join trial_window as aim on aim.test_id = trial.test_id and aim.part = 'at'
        join trial_window as since
            on since.test_id = aim.test_id and since.moment = aim.moment and since.part = 'since'
        where not aim.future and series.period_end > since.starts and series.period_start < aim.ends
        group by series.test_id, aim.moment, aim.starts, aim.ends, since.starts, since.ends,
            signal.tolerance_days
        having greatest(aim.starts - max(series.period_end) + 1,
            min(series.period_start) - since.ends + 1) <= signal.tolerance_days
    ) as span
        on span.test_id = trend_figure.test_id
        and trend_figure.period_end > span.since_starts
        and trend_figure.period_start < span.ends
),
weighted as (
    -- days from 2000 on are whole numbers, whose sums do not depend on their order
    select
        spanned.*,
        365.25 * (days * count(*) over line - sum(days) over line)
            / nullif(count(*) over line * sum(days * days) over line
                - sum(days) over line * sum(days) over line, 0) as weight
    from spanned
    window line as (partition by test_id, moment)
),
slope as (
    select
        test_id,
        moment,
        max(period_start) as period_start,
        max(period_end) as period_end,
        min(period_start) as baseline_start,
        min(period_end) as baseline_end,
        sum(weight * share order by period_start) as measured,
        max(quality) as quality,
        max(days_off) as days_off,
        count(*) as periods,
        -- of samples, whose errors are independent, they add up as squares; of bounds as they are
        case when count(low) > 0 and max(quality) = 'sample' and not bool_or(bracketed)
            then sqrt(sum(pow(weight * (coalesce(high, share) - coalesce(low, share)) / 2, 2)
                order by period_start))
            end as half,
        case when count(low) > 0 then sum(weight
            * case when weight > 0 then coalesce(low, share) else coalesce(high, share) end
            order by period_start)
            end as low,
        case when count(low) > 0 then sum(weight
            * case when weight > 0 then coalesce(high, share) else coalesce(low, share) end
            order by period_start)
            end as high,
        string_agg(distinct flags, '; ' order by flags) as flags
    from weighted
    group by test_id, moment
    having count(*) >= 3 and count(weight) = count(*)
),
every as (
    select * from change
    union all
    select
        test_id, moment, period_start, period_end, baseline_start, baseline_end, measured,
        case when stretch > 1 then measured / stretch end as low,
        case when stretch > 1 then measured * stretch end as high,
        quality, furthest, either_off_date, either_thin, flags
    from growth
    union all
    select
        test_id, moment, period_start, period_end, baseline_start, baseline_end, measured,
        coalesce(measured - half, low) as low,
        coalesce(measured + half, high) as high,
        quality, days_off, days_off > 31, false,
        nullif(concat_ws('; ', flags, 'a line through ' || periods || ' periods'), '')
    from slope
)
select
    every.test_id,
    moment,
    period_start,
    period_end,
    baseline_start,
    baseline_end,
    measured,
    low,
    high,
    quality,
    days_off,
    off_date,
    thin,
    nullif(concat_ws('; ', flags, 'measured from ' || year(baseline_start) || ' to '
        || year(period_start)), '') as flags
from every
join trial on trial.test_id = every.test_id
where not exists (
    select 1
    from definition_break as bar
    where
        bar.price = 'barring'
        and bar.definition_id = trial.definition_id
        and bar.project_id in (trial.subject, trial.comparator)
        and bar.starts < every.period_end
        and coalesce(bar.ends > every.baseline_start, true)
        -- what lies inside the same stretch is of one kind
        and not (bar.starts <= every.baseline_start
            and coalesce(bar.ends >= every.period_end, true))
)
