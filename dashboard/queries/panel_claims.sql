-- Of each given definition, the claim of the articles that asks the same question.
--
-- It is about the share of one of the given projects, and the definition is among its tests. Of
-- several: one that gives a figure, then one whose words the definition is nearest to, then the one
-- in most articles.
with place as (
    select claim_id, count(distinct document_id) as documents
    from claim_occurrence
    group by claim_id
)
select
    evidence.definition_id,
    claim.claim_id,
    claim.statement,
    verdict.answer,
    verdict.explanation
from claim_evidence as evidence
join claim on claim.claim_id = evidence.claim_id
join claim_verdict as verdict on verdict.claim_id = evidence.claim_id
left join place on place.claim_id = evidence.claim_id
where
    list_contains($definitions, evidence.definition_id)
    and list_contains($projects, claim.subject)
    and claim.kind = 'share'
    and evidence.role in ('primary', 'alternative')
qualify row_number() over (
    partition by evidence.definition_id
    order by
        claim.asserted is null,
        evidence.role <> 'primary',
        place.documents desc nulls last,
        claim.position,
        evidence.moment
) = 1
order by evidence.definition_id
