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
-- high             latest; 9999 when it has not happened yet
-- words            the date in words
-- series_start     first day of the series
-- series_end       day after its last
-- quality          census, official, sample or secondary
-- flags            remarks; null for none
with pair as (
    select
        claim_test.test_id,
        subject.period_start,
        subject.period_end,
        subject.quality,
        subject.numerator > other.numerator as ahead
    from claim_test
    join claim on claim.claim_id = claim_test.claim_id
    join share as subject
        on subject.definition_id = claim_test.definition_id
        and subject.project_id = claim.subject
    join share as other
        on other.definition_id = subject.definition_id
        and other.project_id = claim.comparator
        and other.period_start = subject.period_start
        and other.period_end = subject.period_end
    where claim.kind = 'crossing' and subject.usable
),
series as (
    select
        test_id,
        min(period_start) as series_start,
        max(period_end) as series_end,
        max(period_start) filter (where not ahead) as last_behind,
        count(*) as periods,
        max(quality) as quality
    from pair
    group by test_id
),
lead as (
    select
        series.test_id,
        min(pair.period_start) as lead_start,
        min(pair.period_end) as lead_end
    from series
    join pair
        on pair.test_id = series.test_id
        and pair.period_start > coalesce(series.last_behind, date '1900-01-01')
    group by series.test_id
),
dated as (
    select
        series.*,
        lead.lead_start,
        coalesce(lead.lead_start, series.last_behind) as period_start,
        coalesce(lead.lead_end, series.series_end) as period_end,
        coalesce(lead.lead_start, series.series_end) as crossed,
        coalesce(lead.lead_end, series.series_end) - 1 as latest
    from series
    left join lead on lead.test_id = series.test_id
)
select
    test_id,
    period_start,
    period_end,
    year(crossed) + (dayofyear(crossed) - 1) / dayofyear(make_date(year(crossed), 12, 31))
        as measured,
    case
        when last_behind is null then 1900
        else year(crossed) + (dayofyear(crossed) - 1)
            / dayofyear(make_date(year(crossed), 12, 31)) end as low,
    case
        when lead_start is null then 9999
        else year(latest) + (dayofyear(latest) - 1)
            / dayofyear(make_date(year(latest), 12, 31)) end as high,
    case
        when lead_start is null then 'not before ' || strftime(series_end, '%B %Y')
        when last_behind is null then 'before ' || strftime(latest + 1, '%B %Y')
        else strftime(crossed, '%B %Y') end as words,
    series_start,
    series_end,
    quality,
    case
        when lead_start is null then 'still behind when the series ends'
        when last_behind is null then 'ahead since the series begins' end as flags
from dated
where periods > 1
