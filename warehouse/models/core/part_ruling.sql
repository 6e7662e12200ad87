-- What the tests of a claim, or of a part of it, say together at each moment.
--
-- grain: claim_id, part, moment
--
-- claim_id      the claim
-- part          the part; 'whole' for a claim without parts
-- moment        then, between or now
-- tests         tests with data
-- holding       how many of them hold
-- failing       how many fail
-- inconclusive  how many can say neither
-- lean_for      how many hold, or would by the measurement alone
-- lean_against  how many fail, or would
-- opposite      true when some of them fail below the region and some above it
-- ruling        holds, fails, mixed (some hold, some fail) or unknown
-- missing       why nothing can be said: of the nearest test that has a reason; another: the tests
--               with data say no, but the words could mean a count of another origin that has not
--               been collected; null for none
with test as (
    select
        seen.*,
        signal.origin,
        seen.outcome = 'fails' and coalesce(seen.measured < seen.accepted_low, false) as below,
        seen.outcome = 'fails' and coalesce(seen.measured > seen.accepted_high, false) as above,
        -- of a dated claim, a measurement that has not changed since then says nothing of now
        seen.moment <> 'now' or claim.as_of_start is null
            or seen.fact_id is not null or seen.role = 'scorecard'
            or earlier.period_end is null or seen.period_end > earlier.period_end as counts
    from evidence_moment as seen
    join claim on claim.claim_id = seen.claim_id
    left join evidence_moment as earlier
        on earlier.test_id = seen.test_id and earlier.moment = 'then' and seen.moment = 'now'
        and earlier.measured is not null
    left join definition on definition.definition_id = seen.definition_id
    left join signal on signal.signal_id = definition.signal_id
    where seen.role <> 'context'
),
tally as (
    select
        claim_id,
        coalesce(part, 'whole') as part,
        moment,
        bool_or(role = 'scorecard') as scorecard,
        count(*) filter (where counts and outcome <> 'no data') as tests,
        count(*) filter (where counts and outcome = 'holds') as holding,
        count(*) filter (where counts and outcome = 'fails') as failing,
        count(*) filter (where counts and outcome = 'inconclusive') as inconclusive,
        count(*) filter (where counts and (outcome = 'holds' or lean = 'for')) as lean_for,
        count(*) filter (where counts and (outcome = 'fails' or lean = 'against')) as lean_against,
        count(*) filter (where counts and below) as failing_below,
        count(*) filter (where counts and above) as failing_above,
        bool_or(counts and role = 'primary' and outcome = 'holds') as primary_holds,
        bool_or(counts and role = 'primary' and outcome = 'fails') as primary_fails,
        count(distinct origin) filter (where counts and outcome = 'holds')
            as origins_holding,
        count(distinct origin) filter (where counts and outcome = 'fails')
            as origins_failing,
        count(distinct origin) filter (where counts and outcome in ('holds', 'fails'))
            as origins,
        -- a count of somebody else that the words could mean too is still to come
        count(distinct origin) filter (where counts and outcome = 'fails'
            or missing = 'not collected') as origins_failing_or_awaited,
        first(missing order by position) filter (where missing is not null) as missing
    from test
    group by claim_id, coalesce(part, 'whole'), moment
),
agreed as (
    select
        tally.*,
        holding + failing as telling,
        failing_below > 0 and failing_above > 0 as opposite,
        -- those that fail on opposite sides do not add up
        case when failing_below > 0 and failing_above > 0
            then greatest(failing_below, failing_above) else failing end as failing_alike,
        not scorecard and primary_fails and holding = 0
            and origins_failing_or_awaited > origins_failing as awaits_another
    from tally
)
select
    claim_id,
    part,
    moment,
    tests,
    holding,
    failing,
    inconclusive,
    lean_for,
    lean_against,
    opposite,
    case
        -- all of two or more origins, or two thirds of three signals or more
        when scorecard and origins_holding >= 2
            and (failing = 0 or telling >= 3 and 3 * holding >= 2 * telling) then 'holds'
        when scorecard and origins_failing >= 2
            and (holding = 0 and not opposite or telling >= 3 and 3 * failing_alike >= 2 * telling)
            then 'fails'
        when scorecard then case when origins >= 2 and (holding > 0 or opposite) and failing > 0
            then 'mixed' else 'unknown' end
        when holding > 0 and failing > 0 then 'mixed'
        when primary_holds then 'holds'
        when awaits_another then 'unknown'
        when primary_fails then 'fails'
        else 'unknown' end as ruling,
    case when awaits_another then 'another' else missing end as missing
from agreed
