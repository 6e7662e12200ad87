-- Each test measured at every period there is, in the claim's own measure.
--
-- grain: test_id, period_start, period_end
--
-- test_id          the test
-- claim_id         its claim
-- definition_id    its definition; null for a fact
-- fact_id          its fact; null for a definition
-- period_start     first day
-- period_end       day after the last
-- baseline_start   of a change, slope or growth: first day of the first period; else null
-- baseline_end     day after its last
-- measured         share as a fraction, ratio, factor, level, place, change in share as a fraction
--                  (a year, for a slope), date as a year with fraction, or 1 and 0 for a property
-- low              lower end of the interval, where there is one
-- high             upper end
-- words            what was measured, where a number does not say it; else null
-- quality          census, official, sample or secondary; null for a fact
-- days_off         days between the period and the claim's date; 0 when they overlap
-- flags            remarks; null for none
with every as (
    select
        test_id, period_start, period_end, null::date as baseline_start, null::date as baseline_end,
        measured, low, high, null::varchar as words, quality, flags,
        period_start as seen_from,
        period_end as seen_to
    from measurement_ratio
    union all
    select
        test_id, period_start, period_end, baseline_start, baseline_end,
        measured, low, high, null, quality, flags, period_start, period_end
    from measurement_trend
    union all
    select
        test_id, period_start, period_end, null, null,
        measured, low, high, words, quality, flags, series_start, series_end
    from measurement_crossing
    union all
    select
        test_id, period_start, period_end, null, null,
        measured, low, high, words, null, flags, period_start, period_end
    from measurement_fact
)
select
    every.test_id,
    test.claim_id,
    test.definition_id,
    test.fact_id,
    every.period_start,
    every.period_end,
    every.baseline_start,
    every.baseline_end,
    every.measured,
    every.low,
    every.high,
    every.words,
    every.quality,
    -- periods end the day before period_end: touching ones are a day apart
    case when claim.kind <> 'date' then greatest(
        0,
        claim.as_of_start - every.seen_to + 1,
        every.seen_from - claim.as_of_end + 1
    ) else 0 end as days_off,
    every.flags
from every
join claim_test as test on test.test_id = every.test_id
join claim on claim.claim_id = test.claim_id
