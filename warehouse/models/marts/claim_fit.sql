-- Where a claim's figure does fit: definitions and periods that measure inside its region.
--
-- grain: test_id, period_start, period_end
--
-- claim_id        the claim
-- test_id         the test: claim_id/definition_id
-- definition_id   the definition; null for a fact
-- role            primary, alternative or context
-- period_start    first day
-- period_end      day after the last
-- measured        what it measures there, in the claim's measure
-- days_off        days between the period and the claim's date; 0 when they overlap
-- nearness        1 for the fit nearest to the claim's date, then by order of the definitions
select
    series.claim_id,
    series.test_id,
    series.definition_id,
    test.role,
    series.period_start,
    series.period_end,
    series.measured,
    series.days_off,
    row_number() over (
        partition by series.claim_id
        order by series.days_off, test.position, series.period_end desc
    ) as nearness
from test_series as series
join claim_test as test on test.test_id = series.test_id
join acceptance as region on region.claim_id = series.claim_id
where
    -- words alone fit too much for this to say anything
    series.claim_id in (select claim_id from claim where asserted_low is not null)
    and coalesce(series.measured >= region.accepted_low, true)
    and coalesce(series.measured <= region.accepted_high, true)
