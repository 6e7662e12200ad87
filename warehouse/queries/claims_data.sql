-- Every claim with its answer, verdict and what was measured, one row each, for programs.
select
    claim.claim_id,
    claim_pack.pack_id as pack,
    claim.cluster_title as topic,
    claim.statement,
    claim.kind,
    claim.subject,
    claim.comparator,
    claim.as_of,
    claim.hedge,
    claim.scope,
    verdict.answer,
    verdict.verdict,
    verdict.claimed,
    verdict.accepted,
    verdict.found_shown as found,
    verdict.found_period,
    verdict.found_title as found_by,
    verdict.primary_measured,
    verdict.primary_low,
    verdict.primary_high,
    verdict.measured_least,
    verdict.measured_most,
    verdict.tests,
    verdict.holding,
    verdict.failing,
    verdict.inconclusive,
    verdict.explanation,
    verdict.would_flip,
    build.build_id
from claim
join claim_verdict as verdict using (claim_id)
left join claim_pack using (claim_id)
cross join build
order by claim.position, claim.claim_id
