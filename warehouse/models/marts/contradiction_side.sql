-- The claims on both sides of each contradiction, and under what each would be right.
--
-- grain: contradiction_id, side, claim_id
--
-- contradiction_id  the contradiction
-- side              a or b
-- claim_id          the claim
-- position          order on its side
-- verdict           the claim's verdict
-- fits              definitions and periods that measure its figure, nearest to its date first:
--                   what it would need as a denominator; null where none does
with fit as (
    select
        claim_fit.claim_id,
        string_agg(
            claim_test.title || ', ' || year(claim_fit.period_start), '; '
            order by claim_fit.nearness
        ) as titles
    from claim_fit
    join claim_test on claim_test.test_id = claim_fit.test_id
    where claim_fit.nearness <= 3 and claim_fit.definition_id is not null
    group by claim_fit.claim_id
)
select
    side.contradiction_id,
    side.side,
    side.claim_id,
    side.position,
    verdict.verdict,
    fit.titles as fits
from contradiction_claim as side
join claim_verdict as verdict on verdict.claim_id = side.claim_id
left join fit on fit.claim_id = side.claim_id
