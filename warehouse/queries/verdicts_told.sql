-- Verdicts in the order in which they are told: the most telling claim of each kind of verdict by turns.
--
-- Of a kind, one that gives a figure comes first, then the strongest finding, then what most articles
-- say and most counts decide. What is not known comes last.
with said as (
    select claim_id, count(distinct document_id) as documents
    from claim_occurrence
    group by claim_id
),
told as (
    select
        claim.claim_id,
        verdict.verdict = 'not enough evidence' as unknown,
        row_number() over (
            partition by verdict.verdict
            order by
                claim.asserted is null, claim.kind in ('date', 'property'),
                finding.place nulls last, said.documents desc nulls last,
                verdict.holding + verdict.failing desc, claim.position
        ) as turn,
        list_position(
            ['refuted', 'depends on the definition', 'outdated', 'partly true', 'supported'],
            verdict.verdict
        ) as place
    from claim_verdict as verdict
    join claim on claim.claim_id = verdict.claim_id
    left join finding on finding.claim_id = verdict.claim_id
    left join said on said.claim_id = verdict.claim_id
)
select
    verdict.verdict,
    claim.statement || chr(10) || claim.claim_id as claim,
    coalesce(verdict.claimed, claim.hedge) as claimed,
    verdict.primary_shown as measured,
    verdict.holding || '/' || verdict.failing || '/' || verdict.inconclusive as tests,
    verdict.answer,
    claim.statement,
    verdict.explanation,
    claim.claim_id,
    told.unknown
from claim_verdict as verdict
join claim on claim.claim_id = verdict.claim_id
join told on told.claim_id = claim.claim_id
where $every or claim.asserted_low is not null and claim.kind not in ('date', 'property')
order by told.unknown, told.turn, told.place
