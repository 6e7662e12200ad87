-- One claim with its verdict, how its words are read, and what would change it; all of them, in the
-- order of the claim files, where $claim is null.
select
    claim.claim_id,
    claim.cluster,
    claim.cluster_title,
    pack.pack_id,
    pack.title as pack_title,
    claim.kind,
    claim.subject,
    subject.name as subject_name,
    claim.comparator,
    comparator.name as comparator_name,
    claim.statement,
    about.title as about,
    about.asks as about_asks,
    claim.asserted,
    claim.asserted_low,
    claim.asserted_high,
    claim.as_of,
    claim.as_of_start,
    claim.as_of_end,
    claim.hedge,
    hedge.reading as hedge_reading,
    claim.scope,
    claim.reading,
    claim.needs_source,
    source.title as needs_source_title,
    acceptance.accepted_low,
    acceptance.accepted_high,
    claim_verdict.claimed,
    claim_verdict.accepted,
    claim_verdict.verdict,
    claim_verdict.answer,
    claim_verdict.undecided,
    claim_verdict.lean_words,
    claim_verdict.missing,
    claim_verdict.tests,
    claim_verdict.holding,
    claim_verdict.failing,
    claim_verdict.inconclusive,
    claim_verdict.scorecard,
    claim_verdict.found_test_id,
    claim_verdict.found_title,
    claim_verdict.found_shown,
    claim_verdict.found_period,
    claim_verdict.measured_least,
    claim_verdict.measured_most,
    claim_verdict.parts,
    claim_verdict.explanation,
    claim_verdict.would_flip
from claim
join claim_verdict on claim_verdict.claim_id = claim.claim_id
join acceptance on acceptance.claim_id = claim.claim_id
join hedge on hedge.hedge = claim.hedge
left join (select distinct aspect, title, asks from aspect) as about on about.aspect = claim.aspect
left join project as subject on subject.project_id = claim.subject
left join project as comparator on comparator.project_id = claim.comparator
left join source on source.source_id = claim.needs_source
left join claim_pack on claim_pack.claim_id = claim.claim_id
left join pack on pack.pack_id = claim_pack.pack_id
where $claim::varchar is null or claim.claim_id = $claim::varchar
order by claim.position, claim.claim_id
