-- The given claims with their verdicts, as lists show them, in the order of the claim files; all of
-- them where $claims is null.
with place as (
    select
        claim_occurrence.claim_id,
        list(distinct document.document_id order by document.document_id) as document_ids,
        count(distinct document.document_id) as in_documents,
        string_agg(distinct document.title, '; ' order by document.title) as documents
    from claim_occurrence
    join document on document.document_id = claim_occurrence.document_id
    group by claim_occurrence.claim_id
)
select
    claim.claim_id,
    claim.cluster,
    claim.cluster_title,
    pack.pack_id,
    pack.title as pack_title,
    pack.noun,
    claim.kind,
    claim.subject,
    subject.name as subject_name,
    claim.comparator,
    comparator.name as comparator_name,
    claim.statement,
    claim.asserted,
    claim.read_as,
    claim.asserted_low,
    claim.asserted_high,
    claim.as_of,
    claim.as_of_start,
    claim.as_of_end,
    claim.hedge,
    claim.scope,
    claim_verdict.claimed,
    claim_verdict.accepted,
    place.document_ids,
    place.documents,
    coalesce(place.in_documents, 0) as in_documents,
    claim_verdict.verdict,
    claim_verdict.answer,
    claim_verdict.undecided,
    claim_verdict.lean_words,
    claim_verdict.tests,
    claim_verdict.holding,
    claim_verdict.failing,
    claim_verdict.inconclusive,
    claim_verdict.scorecard,
    claim_verdict.primary_measured,
    claim_verdict.primary_definition_id,
    claim_verdict.primary_shown,
    claim_verdict.primary_period,
    claim_verdict.found_shown,
    claim_verdict.measured_least,
    claim_verdict.measured_most,
    claim_verdict.parts,
    claim_verdict.explanation,
    claim_verdict.would_flip
from claim
join claim_verdict on claim_verdict.claim_id = claim.claim_id
left join claim_pack on claim_pack.claim_id = claim.claim_id
left join pack on pack.pack_id = claim_pack.pack_id
left join place on place.claim_id = claim.claim_id
left join project as subject on subject.project_id = claim.subject
left join project as comparator on comparator.project_id = claim.comparator
where $claims::varchar[] is null or claim.claim_id in (select unnest($claims::varchar[]))
order by claim.position, claim.claim_id
