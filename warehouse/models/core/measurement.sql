-- What each test measures, at the claim's date (then) and in the last twelve months (now).
--
-- grain: test_id, moment
--
-- test_id          the test
-- moment           then or now
-- period_start     first day of what was measured
-- period_end       day after its last
-- baseline_start   of a change, slope or growth: first day of the first period; else null
-- baseline_end     day after its last
-- measured         share as a fraction, ratio, factor, level, place, change in share as a fraction
--                  (a year, for a slope), date as a year with fraction, or 1 and 0 for a property
-- low              lower end of the interval, where there is one
-- high             upper end
-- words            what was measured, where a number does not say it; else null
-- quality          census, official, sample or secondary; null for a fact
-- days_off         days between the figures and the claim's date; 0 when they overlap
-- off_date         true when the figures are mostly of another time
-- thin             true when too few cases were counted to tell anything
-- flags            remarks; null for none
with moment as (
    select 'then' as moment
    union all
    select 'now' as moment
),
crossing as (
    -- a crossing is looked for where the claim puts it: neither after the figures nor before them
    select measurement_crossing.*
    from measurement_crossing
    join claim_test using (test_id)
    join claim on claim.claim_id = claim_test.claim_id
    join definition on definition.definition_id = claim_test.definition_id
    join signal on signal.signal_id = definition.signal_id
    where
        claim.asserted_low is null
        or make_date(floor(claim.asserted_low)::bigint, 1, 1)
            <= series_end + signal.tolerance_days
        and make_date(floor(claim.asserted_high)::bigint, 12, 31)
            >= series_start - signal.tolerance_days
)
select
    test_id, moment, period_start, period_end, null::date as baseline_start,
    null::date as baseline_end, measured, low, high, null::varchar as words, quality, days_off,
    off_date, thin, flags
from measurement_single
union all
select
    test_id, moment, period_start, period_end, null, null, measured, low, high, null, quality,
    days_off, off_date, thin, flags
from measurement_rank
union all
select
    test_id, moment, period_start, period_end, baseline_start, baseline_end, measured, low, high,
    null, quality, days_off, off_date, thin, flags
from measurement_trend
union all
select
    test_id, moment, period_start, period_end, null, null, measured, low, high, words, quality, 0,
    false, false, flags
from crossing
cross join moment
union all
select
    test_id, moment, period_start, period_end, null, null, measured, low, high, words, null,
    days_off, false, false, flags
from measurement_fact
