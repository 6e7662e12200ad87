-- From when on the subject stays ahead of the comparator: one row per test.
--
-- grain: test_id
--
-- test_id          the test
-- period_start     first day of the first period of the lasting lead; of the series, when the
--                  subject led from its beginning; of its last period, when it does not lead
-- period_end       day after the last
-- measured         that first day as a year with fraction; the series' end when it does not lead
-- low              earliest it can have been, as a year with fraction; 1900 for unknown
-- high             latest; 9999 when it has not surely happened yet
-- value            behind: still behind when the series ends; unsure: the lead is within its error
--                  then; before: ahead since the series begins; between or at: when it crossed
-- series_start     first day of the series
-- series_end       day after its last
-- quality          census, official, sample or secondary
with pair as (
    -- surely ahead: in a sample, where the interval of its part of both counts lies above a half
    select
        trend_figure.test_id,
        trial.definition_id,
        trial.subject,
        trial.comparator,
        period_start,
        period_end,
        quality,
        numerator > other as ahead,
        numerator > other * own_factor and (quality <> 'sample' or trial.of_source
            or numerator - other > 1.959963984540054 * sqrt(numerator + other)) as surely_ahead,
        other > numerator * own_factor and (quality <> 'sample' or trial.of_source
            or other - numerator > 1.959963984540054 * sqrt(numerator + other)) as surely_behind
    from trend_figure
    join trial on trial.test_id = trend_figure.test_id
    where trial.kind = 'crossing'
),
series as (
    select
        test_id,
        definition_id,
        subject,
        comparator,
        min(period_start) as series_start,
        max(period_end) as series_end,
        max(period_start) filter (where not ahead) as last_behind,
        max(period_start) filter (where surely_behind) as last_surely_behind,
        max(period_end) filter (where surely_behind) as behind_until,
        max(period_start) filter (where not surely_ahead) as last_unsure,
        count(*) as periods,
        max(quality) as quality
    from pair
    group by test_id, definition_id, subject, comparator
),
lead as (
    select
        series.test_id,
        min(pair.period_start)
            filter (where coalesce(pair.period_start > last_behind, true)) as lead_start,
        min(pair.period_end)
            filter (where coalesce(pair.period_start > last_behind, true)) as lead_end,
        min(behind_until) filter (where pair.period_start > last_surely_behind) as earliest,
        min(pair.period_end)
            filter (where coalesce(pair.period_start > last_unsure, true)) as surely
    from series
    join pair on pair.test_id = series.test_id
    group by series.test_id
),
dated as (
    select
        series.*,
        lead.lead_start,
        lead.surely,
        coalesce(lead.lead_start, series.last_behind) as period_start,
        coalesce(lead.lead_end, series.series_end) as period_end,
        coalesce(lead.lead_start, series.series_end) as crossed,
        coalesce(lead.earliest, series.series_end) as earliest,
        lead.surely - 1 as latest
    from series
    join lead on lead.test_id = series.test_id
    -- nothing is crossed where the counting changed between the last period behind and the lead
    where not exists (
        select 1
        from definition_break as bar
        where
            bar.price = 'barring'
            and bar.definition_id = series.definition_id
            and bar.project_id in (series.subject, series.comparator)
            and bar.starts > series.last_behind
            and bar.starts < lead.lead_end
    )
)
select
    test_id,
    period_start,
    period_end,
    year(crossed) + (dayofyear(crossed) - 1) / dayofyear(make_date(year(crossed), 12, 31))
        as measured,
    case
        when last_surely_behind is null then 1900
        else year(earliest) + (dayofyear(earliest) - 1)
            / dayofyear(make_date(year(earliest), 12, 31)) end as low,
    case
        when surely is null then 9999
        else year(latest) + (dayofyear(latest) - 1)
            / dayofyear(make_date(year(latest), 12, 31)) end as high,
    case
        when lead_start is null then 'behind'
        when surely is null then 'unsure'
        when last_surely_behind is null then 'before'
        when latest > period_end - 1 or earliest < crossed then 'between'
        else 'at' end as value,
    series_start,
    series_end,
    quality
from dated
where periods > 1
