-- The times that a trial is measured at: those of its claim; a control of a dated claim only then.
--
-- grain: test_id, moment, part
--
-- test_id   the test; of a control: the test and whom it is tried on
-- moment    then, between or now
-- part      at or since, see claim_window
-- starts    first day
-- ends      day after the last
-- dated     false where the claim gives no date
-- future    true when it begins after the build: nothing is measured there
select
    trial.test_id,
    claim_window.moment,
    claim_window.part,
    claim_window.starts,
    claim_window.ends,
    claim_window.dated,
    claim_window.future
from trial
join claim on claim.claim_id = trial.claim_id
join claim_window on claim_window.claim_id = trial.claim_id
where trial.control_of is null or claim.as_of_start is null or claim_window.moment = 'then'
