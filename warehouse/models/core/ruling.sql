-- The verdict on each claim, in codes and numbers.
--
-- grain: claim_id
--
-- claim_id          the claim
-- kind              its kind
-- verdict           supported, refuted, partly true, depends on the definition, outdated, or not
--                   enough evidence
-- moment            the moment whose evidence decides: then; of an undated claim the one that the
--                   verdict speaks of
-- undecided         why there is not enough of it: opinion, benchmark, no public data, live
--                   collection, or better data; else null
-- missing           why its tests say nothing, see evidence_moment; null where they do
-- counted           what decides: fact, signal or definition
-- scorecard         true when several signals decide together and none is primary
-- listed            tests that would decide
-- tests             those with data
-- waiting           those for whose signal nothing was collected
-- holding           how many hold
-- failing           how many fail
-- inconclusive      how many can say neither
-- lean              of one that is not decided: for or against, by the measurements alone; null for
--                   neither
-- lean_for          tests that hold, or would by the measurement alone
-- lean_against      tests that fail, or would
-- rule              how its parts decide; null for no parts
-- parts             its parts with what each came to; null for none
-- controls_tried    of the nearest test that holds: others that it was tried on with data
-- controls_yes      how many of those it says yes to
-- control_no        names of those to which it says no
-- opposite          true when tests fail on both sides of the region
-- now_holding       tests with newer figures that hold
-- now_failing       and that fail
-- undated           true when the claim gives no date
-- written_from      first day on which an undated one can have been written; null for others
-- primary_test_id   the primary test; null for a scorecard
-- nearest_test_id   the failing test nearest to the region; null for none
-- needs_source      the source whose collection would decide it
-- needs_reason      why nothing can be measured
-- fits              definitions and years whose figures do fit; null for none
-- together          claims whose figures stand beside it
with plan as (
    select
        claim_id,
        count(*) as listed,
        bool_or(role = 'scorecard') as scorecard,
        case when bool_or(fact_id is not null) then 'fact'
            when bool_or(role = 'scorecard') then 'signal'
            else 'definition' end as counted,
        first(test_id order by position) filter (where role = 'primary') as primary_test_id
    from claim_test
    where role <> 'context'
    group by claim_id
),
faced as (
    select
        claim.*,
        -- once something decides, it is no longer missing
        coalesce(earlier.ruling, 'unknown') as then_ruling,
        middle.ruling as between_ruling,
        coalesce(latest.ruling, 'unknown') as now_ruling,
        latest.holding as now_holding,
        latest.failing as now_failing,
        coalesce('holds' in (earlier.ruling, coalesce(middle.ruling, ''), latest.ruling), false)
            as ever_holds,
        coalesce(earlier.ruling = 'fails' and coalesce(middle.ruling, 'fails') = 'fails'
            and latest.ruling = 'fails', false) as always_fails
    from claim
    left join moment_ruling as earlier
        on earlier.claim_id = claim.claim_id and earlier.moment = 'then'
    left join moment_ruling as middle
        on middle.claim_id = claim.claim_id and middle.moment = 'between'
    left join moment_ruling as latest
        on latest.claim_id = claim.claim_id and latest.moment = 'now'
),
decided as (
    select
        faced.*,
        as_of_start is null as undated,
        case
            -- true now, or true when it was written and not false now
            when as_of_start is not null then case
                when then_ruling = 'holds' and not historic and now_ruling in ('fails', 'partly')
                    then 'outdated'
                else then_ruling end
            when now_ruling in ('holds', 'mixed') then now_ruling
            when ever_holds and now_ruling in ('fails', 'partly') then 'outdated'
            when ever_holds then 'holds'
            when now_ruling = 'partly' then 'partly'
            -- false at every time at which it can have been written
            when always_fails then 'fails'
            else 'unknown' end as ruling
    from faced
),
timed as (
    select
        decided.*,
        case
            when not undated then 'then'
            when ruling = 'holds' and now_ruling = 'holds' then 'now'
            when ruling in ('holds', 'outdated')
                then case when then_ruling = 'holds' then 'then' else 'between' end
            else 'now' end as moment
    from decided
),
shown as (
    select
        seen.claim_id,
        seen.moment,
        count(*) filter (where seen.missing = 'not collected') as waiting,
        first(seen.controls_tried order by seen.position) filter (where seen.outcome = 'holds')
            as controls_tried,
        first(seen.controls_yes order by seen.position) filter (where seen.outcome = 'holds')
            as controls_yes,
        first(seen.test_id order by seen.position) filter (where seen.outcome = 'holds')
            as holding_test_id,
        first(seen.test_id order by seen.gap, seen.position) filter (where seen.outcome = 'fails')
            as nearest_test_id
    from evidence_moment as seen
    where seen.role <> 'context'
    group by seen.claim_id, seen.moment
),
refusal as (
    select
        trial.control_of as test_id,
        outcome.moment,
        list(project.name order by project.name) as control_no
    from trial
    join outcome on outcome.test_id = trial.test_id and outcome.outcome = 'fails'
    join project on project.project_id = trial.control
    group by trial.control_of, outcome.moment
),
fit as (
    select
        claim_fit.claim_id,
        list({
            'title': definition.title,
            'year': year(claim_fit.period_start),
            'measured': claim_fit.measured
        } order by claim_fit.nearness) as fits
    from claim_fit
    join claim on claim.claim_id = claim_fit.claim_id
    join definition on definition.definition_id = claim_fit.definition_id
    join share
        on share.definition_id = claim_fit.definition_id
        and share.project_id = claim.subject
        and share.period_start = claim_fit.period_start
        and share.period_end = claim_fit.period_end
    -- a one-sided claim fits too much for this to say anything, and so do a few cases
    where
        claim_fit.nearness <= 3
        and share.denominator >= 20
        and claim_fit.days_off <= 1096
        and claim.kind = 'share'
        and claim.hedge in ('exact', 'about', 'range')
    group by claim_fit.claim_id
),
worded as (
    select
        timed.*,
        case timed.ruling
            when 'holds' then 'supported'
            when 'fails' then 'refuted'
            when 'outdated' then 'outdated'
            when 'partly' then 'partly true'
            when 'mixed' then 'depends on the definition'
            else 'not enough evidence' end as verdict
    from timed
)
select
    claim.claim_id,
    claim.kind,
    claim.verdict,
    claim.moment,
    case
        when claim.verdict <> 'not enough evidence' then null
        when claim.needs is null and coalesce(shown.waiting, 0) > 0
            and (coalesce(seen.tests, 0) = 0 or seen.missing = 'another')
            then 'live collection'
        else coalesce(claim.needs, 'better data') end as undecided,
    case when claim.verdict = 'not enough evidence' then seen.missing end as missing,
    plan.counted,
    coalesce(plan.scorecard, false) as scorecard,
    coalesce(plan.listed, 0) as listed,
    coalesce(seen.tests, 0)::bigint as tests,
    coalesce(shown.waiting, 0) as waiting,
    coalesce(seen.holding, 0)::bigint as holding,
    coalesce(seen.failing, 0)::bigint as failing,
    coalesce(seen.inconclusive, 0)::bigint as inconclusive,
    case
        when claim.verdict <> 'not enough evidence' then null
        when seen.lean_for > 0 and seen.lean_for >= 2 * seen.lean_against then 'for'
        when seen.lean_against > 0 and seen.lean_against >= 2 * seen.lean_for then 'against' end
        as lean,
    coalesce(seen.lean_for, 0)::bigint as lean_for,
    coalesce(seen.lean_against, 0)::bigint as lean_against,
    claim.rule,
    seen.parts,
    coalesce(shown.controls_tried, 0)::bigint as controls_tried,
    coalesce(shown.controls_yes, 0)::bigint as controls_yes,
    refusal.control_no,
    coalesce(seen.opposite, false) as opposite,
    coalesce(claim.now_holding, 0)::bigint as now_holding,
    coalesce(claim.now_failing, 0)::bigint as now_failing,
    claim.undated,
    claim.not_before as written_from,
    plan.primary_test_id,
    shown.nearest_test_id,
    claim.needs_source,
    claim.needs_reason,
    fit.fits,
    case when len(claim.together) > 0 then claim.together end as together
from worded as claim
left join plan on plan.claim_id = claim.claim_id
left join moment_ruling as seen on seen.claim_id = claim.claim_id and seen.moment = claim.moment
left join shown on shown.claim_id = claim.claim_id and shown.moment = claim.moment
left join refusal
    on refusal.test_id = shown.holding_test_id and refusal.moment = claim.moment
left join fit on fit.claim_id = claim.claim_id
