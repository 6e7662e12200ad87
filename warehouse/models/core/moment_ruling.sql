-- What a claim's evidence says at each moment: its parts together.
--
-- grain: claim_id, moment
--
-- claim_id      the claim
-- moment        then, between or now
-- tests         tests with data
-- holding       how many of them hold
-- failing       how many fail
-- inconclusive  how many can say neither
-- lean_for      how many hold, or would by the measurement alone
-- lean_against  how many fail, or would
-- opposite      true when some of them fail below the region and some above it
-- ruling        holds, fails, partly (some parts hold, some fail), mixed (some definitions hold,
--               some fail) or unknown
-- parts         its parts in their order with what each came to; null for a claim without any
-- missing       why nothing can be said; null for none
with part as (
    select
        claim_id,
        part,
        min(position) as position
    from claim_test
    where role <> 'context'
    group by claim_id, part
),
tally as (
    select
        ruled.claim_id,
        ruled.moment,
        claim.rule,
        count(*) as parts,
        sum(ruled.tests) as tests,
        sum(ruled.holding) as holding,
        sum(ruled.failing) as failing,
        sum(ruled.inconclusive) as inconclusive,
        sum(ruled.lean_for) as lean_for,
        sum(ruled.lean_against) as lean_against,
        bool_or(ruled.opposite) as opposite,
        count(*) filter (where ruled.ruling = 'holds') as holds,
        count(*) filter (where ruled.ruling = 'fails') as fails,
        count(*) filter (where ruled.ruling = 'mixed') as mixed,
        first(ruled.ruling order by part.position) as ruling,
        list({'part': ruled.part, 'ruling': ruled.ruling} order by part.position) as named,
        first(ruled.missing order by part.position) filter (where ruled.missing is not null)
            as missing
    from part_ruling as ruled
    join claim on claim.claim_id = ruled.claim_id
    join part on part.claim_id = ruled.claim_id and coalesce(part.part, 'whole') = ruled.part
    group by ruled.claim_id, ruled.moment, claim.rule
)
select
    claim_id,
    moment,
    tests,
    holding,
    failing,
    inconclusive,
    lean_for,
    lean_against,
    opposite,
    case
        when rule is null then ruling
        when holds = parts then 'holds'
        when fails = parts then 'fails'
        when rule = 'every' and fails > 0 then 'fails'
        when rule = 'most' and 2 * holds > parts then 'holds'
        when rule = 'most' and 2 * fails >= parts then 'fails'
        when rule = 'each' and holds > 0 and fails > 0 then 'partly'
        when mixed > 0 and holds + mixed = parts then 'mixed'
        else 'unknown' end as ruling,
    case when rule is not null then named end as parts,
    missing
from tally
