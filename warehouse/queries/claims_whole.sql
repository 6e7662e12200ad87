-- Claims and verdicts with all their columns.
select claim.* exclude (position), verdict.* exclude (claim_id)
from claim_verdict as verdict
join claim on claim.claim_id = verdict.claim_id
order by claim.position
