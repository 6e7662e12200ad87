-- The statements of all claims that stand in a contradiction with the given one, itself included.
select distinct
    claim.claim_id,
    claim.statement
from contradiction_side as own
join contradiction_side as every on every.contradiction_id = own.contradiction_id
join claim on claim.claim_id = every.claim_id
where own.claim_id = $claim
