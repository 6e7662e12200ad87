-- What every claim can be found by, in the order of the claim files.
with place as (
    select
        claim_id,
        list(distinct document_id order by document_id) as document_ids
    from claim_occurrence
    group by claim_id
)
select
    claim.claim_id,
    claim.cluster,
    claim.cluster_title,
    claim.kind,
    claim.subject,
    subject.name as subject_name,
    claim.comparator,
    comparator.name as comparator_name,
    claim.statement,
    claim.scope,
    coalesce(place.document_ids, []) as document_ids,
    claim_verdict.verdict,
    claim_verdict.undecided
from claim
join claim_verdict on claim_verdict.claim_id = claim.claim_id
left join place on place.claim_id = claim.claim_id
left join project as subject on subject.project_id = claim.subject
left join project as comparator on comparator.project_id = claim.comparator
order by claim.position
