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
    measurement.claim_id,
    measurement.test_id,
    measurement.definition_id,
    test.role,
    measurement.period_start,
    measurement.period_end,
    measurement.measured,
    measurement.days_off,
    row_number() over (
        partition by measurement.claim_id
        order by measurement.days_off, test.position, measurement.period_end desc
    ) as nearness
from measurement
join claim_test as test on test.test_id = measurement.test_id
join acceptance as region on region.claim_id = measurement.claim_id
where
    coalesce(measurement.measured >= region.accepted_low, true)
    and coalesce(measurement.measured <= region.accepted_high, true)
