-- Claims per verdict, those that nobody can measure apart.
select
    claim_verdict.verdict,
    claim_verdict.verdict = 'not enough evidence'
        and coalesce(claim.needs in ('opinion', 'performance', 'no public data'), false)
        as unmeasurable,
    count(*) as claims
from claim_verdict
join claim on claim.claim_id = claim_verdict.claim_id
group by all
order by claim_verdict.verdict, unmeasurable
