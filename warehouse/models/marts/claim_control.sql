-- The deciding tests tried on others: a test that says yes to everyone is no evidence.
--
-- grain: test_id, control, moment
--
-- claim_id        the claim
-- test_id         its test
-- control         the project that the same test was tried on; swapped: the two compared, exchanged
-- moment          then; of an undated claim then, between and now
-- measured        what it measured there, in the claim's measure
-- low             lower end of its interval; null for none
-- high            upper end
-- outcome         holds: the claim would be true of it too; fails: it would not; inconclusive
-- period_start    first day of what was measured
-- period_end      day after its last
select
    trial.claim_id,
    trial.control_of as test_id,
    trial.control,
    seen.moment,
    seen.measured,
    seen.low,
    seen.high,
    outcome.outcome,
    seen.period_start,
    seen.period_end
from trial
join measurement as seen on seen.test_id = trial.test_id
join outcome on outcome.test_id = trial.test_id and outcome.moment = seen.moment
where trial.control_of is not null
