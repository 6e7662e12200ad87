-- No verdict without evidence, unless the claim says what is missing.
select verdict.claim_id, verdict.verdict
from claim_verdict as verdict
join claim on claim.claim_id = verdict.claim_id
left join claim_evidence as evidence
    on evidence.claim_id = verdict.claim_id and evidence.decides
where claim.needs is null and verdict.verdict <> 'not enough evidence'
group by verdict.claim_id, verdict.verdict
having count(evidence.test_id) = 0
