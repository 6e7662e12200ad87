-- Claims that are not so, of those whose evidence is strongest: one per topic, the farthest first.
--
-- Strongest: every test that rules it out counts all there is, is the publisher's own figure, is a
-- fact that was read at its source, or is the very survey that the claim speaks of; it lies within
-- the claim's time, on enough cases, outside of every break that could put it off; and where it
-- singles one out and was tried on others, it says yes to some of them.
-- Only claims that give a figure, say who is ahead or speak of facts: there no word has to be read
-- as a figure. Of claims equally far off, the one in more articles comes first, then the one that
-- more tests rule out; facts come last.
--
-- grain: claim_id
--
-- claim_id        the claim
-- place           1 for the first of them
-- distance        how many times the nearest accepted figure is the measured one, or the reverse;
--                 of several signals, that of the middle one; null for facts
-- against         tests that rule it out
-- ended           first day of what rules it out; null for facts without one
-- documents       documents that make the claim
with tainting as (
    select break_id
    from series_break
    where severity = 'block' or price in ('bounded', 'barring')
),
test as (
    select
        evidence.claim_id,
        evidence.role = 'primary' or verdict.scorecard or evidence.fact_id is not null as counts,
        coalesce(evidence.quality in ('census', 'official'), true) or claim.of_source as whole,
        evidence.missing is null and not coalesce(evidence.widened, false)
            and coalesce(evidence.days_off, 0) = 0 as timely,
        not exists (
            select 1
            from tainting
            where list_contains(
                regexp_split_to_array(coalesce(evidence.flags, ''), '; |, |break: '), break_id
            )
        ) as clean,
        not claim.singles_out or evidence.controls_tried = 0 or evidence.controls_yes > 0
            as can_hold,
        evidence.period_start as since,
        case when claim.kind in ('share', 'ratio', 'order', 'growth', 'level') and measured > 0
            then greatest(accepted_low / measured, measured / accepted_high) end as distance
    from claim_evidence as evidence
    join claim_verdict as verdict on verdict.claim_id = evidence.claim_id
    join claim on claim.claim_id = evidence.claim_id
    where
        verdict.verdict in ('refuted', 'partly true', 'outdated')
        and (claim.kind in ('order', 'property') or claim.asserted is not null)
        and evidence.role <> 'context'
        and evidence.outcome = 'fails'
        and evidence.moment
            = case when verdict.verdict = 'outdated' then 'now' else verdict.decided_at end
),
strong as (
    select claim_id, median(distance) as distance, count(*) as against, min(since) as ended
    from test
    group by claim_id
    having bool_or(counts) and bool_and(whole and timely and clean and can_hold) filter (counts)
),
said as (
    select claim_id, count(distinct document_id) as documents
    from claim_occurrence
    group by claim_id
),
chosen as (
    select
        strong.claim_id,
        strong.distance,
        strong.against,
        strong.ended,
        coalesce(said.documents, 0) as documents,
        claim.position
    from strong
    join claim on claim.claim_id = strong.claim_id
    left join said on said.claim_id = strong.claim_id
    qualify row_number() over (
        partition by claim.cluster
        order by distance desc nulls last, documents desc, against desc, claim.position
    ) = 1
)
select
    claim_id,
    row_number() over (
        order by distance desc nulls last, documents desc, against desc, position
    ) as place,
    distance,
    against,
    ended,
    documents
from chosen
