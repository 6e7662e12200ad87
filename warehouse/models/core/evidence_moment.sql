-- What each test of a claim measures at each moment, and what that says of the claim.
--
-- grain: test_id, moment
--
-- claim_id        the claim
-- kind            the claim's kind
-- subject         the claim's subject
-- comparator      its comparator; null for none
-- test_id         the test
-- definition_id   the definition; null for a fact
-- fact_id         the fact; null for a definition
-- test_title      title of the definition or fact
-- role            primary, alternative, scorecard or context
-- part            the part of the claim that it decides; null for all of it
-- position        order in the claim's file
-- moment          then, between or now, see claim_window
-- period_start    first day of what was measured; null when there is no data
-- period_end      day after its last
-- baseline_start  of a change, slope or growth: first day of its first period; else null
-- baseline_end    day after its last
-- days_off        days between the figures and the claim's date; 0 when they overlap
-- measured        in the claim's measure; null when there is no data
-- low             lower end of its interval; null for none
-- high            upper end
-- value           a fact's own value; of a crossing what it came to, see measurement_crossing
-- missing         null, or why there is no data (see test_gap), or why it says nothing: thin: too few
--                 cases; unread: the fact's citation could not be read; off date: mostly of another
--                 time than the claim's; moving: a total that goes on growing, and was or will be in
--                 the region on another day of the claim's time; together: the figure that stands beside it does not fit the
--                 same definition; yes to all: nearly every other project passes the test as well;
--                 untried: there is no other project to try it on
-- accepted_low    lower end of the acceptance region, included; null for none
-- accepted_high   upper end, included; null for none
-- gap             distance of the interval to the region: 0 when they touch
-- outcome         holds, fails, inconclusive or no data
-- lean            of an inconclusive one: for or against, by the measurement alone; null for neither
-- controls_tried  other projects, and the two exchanged, that the test was tried on with data
-- controls_yes    how many of them it says yes to
-- quality         census, official, sample or secondary; null for a fact
-- flags           remarks; null for none
with tried as (
    select
        trial.control_of as test_id,
        outcome.moment,
        count(*) as controls_tried,
        count(*) filter (where outcome.outcome = 'holds') as controls_yes,
        -- of two that are compared, the test has to say no when they are exchanged; of one, no to
        -- more than a fifth of the others
        case when bool_or(trial.control = 'swapped')
            then bool_or(trial.control = 'swapped' and outcome.inside)
            else bool_and(outcome.inside)
                or 5 * count(*) filter (where outcome.outcome = 'holds') >= 4 * count(*) end
            as cannot_fail
    from trial
    join outcome on outcome.test_id = trial.test_id
    where trial.control_of is not null
    group by trial.control_of, outcome.moment
),
companion as (
    -- figures that stand side by side are of one denominator: it has to give all of them
    select
        test.test_id,
        outcome.moment,
        bool_or(outcome.outcome = 'fails') as other_fails,
        bool_or(outcome.outcome = 'inconclusive') as other_unsure
    from claim_test as test
    join claim on claim.claim_id = test.claim_id
    join claim_test as beside
        on beside.definition_id = test.definition_id
        and list_contains(claim.together, beside.claim_id)
    join outcome on outcome.test_id = beside.test_id
    where len(claim.together) > 0
    group by test.test_id, outcome.moment
),
judged as (
    select
        claim.claim_id,
        claim.kind,
        claim.subject,
        claim.comparator,
        test.test_id,
        test.definition_id,
        test.fact_id,
        test.title as test_title,
        test.role,
        test.part,
        test.position,
        claim_window.moment,
        seen.* exclude (test_id, moment, thin, off_date, unread),
        coalesce(tried.controls_tried, 0) as controls_tried,
        coalesce(tried.controls_yes, 0) as controls_yes,
        region.accepted_low,
        region.accepted_high,
        outcome.gap,
        outcome.inside,
        coalesce(outcome.outcome, 'no data') as own_outcome,
        case
            when seen.measured is null then test_gap.missing
            when seen.thin then 'thin'
            when seen.unread then 'unread'
            when seen.off_date and outcome.outcome = 'inconclusive'
                and (test.fact_id is not null or outcome.gap > 0) then 'off date'
            when claim.kind = 'level' and outcome.outcome = 'inconclusive' and outcome.gap > 0
                then 'moving'
            when outcome.outcome = 'holds' and test.role <> 'context' and test.fact_id is null
                and claim.singles_out and claim.kind <> 'level'
                and (claim.as_of_start is null or claim_window.moment = 'then')
                then case
                    -- of two that are even there is nobody else to try, where there are but two
                    when coalesce(tried.controls_tried, 0) = 0 then case when claim.kind = 'ratio'
                        and region.accepted_low < 1 and region.accepted_high > 1
                        then null else 'untried' end
                    when tried.cannot_fail then 'yes to all' end
            end as own_missing,
        coalesce(companion.other_fails, false) as other_fails,
        coalesce(companion.other_unsure, false) as other_unsure
    from claim_test as test
    join claim on claim.claim_id = test.claim_id
    join claim_window on claim_window.claim_id = test.claim_id and claim_window.part = 'at'
    left join measurement as seen
        on seen.test_id = test.test_id and seen.moment = claim_window.moment
    left join outcome on outcome.test_id = test.test_id and outcome.moment = claim_window.moment
    left join test_gap
        on test_gap.test_id = test.test_id and test_gap.moment = claim_window.moment
    left join tried
        on tried.test_id = test.test_id
        and tried.moment = claim_window.moment
    left join companion
        on companion.test_id = test.test_id and companion.moment = claim_window.moment
    left join acceptance as region on region.claim_id = claim.claim_id
),
settled as (
    select
        judged.* exclude (own_outcome, own_missing, other_fails, other_unsure),
        case
            when own_missing in ('yes to all', 'untried') then 'inconclusive'
            when own_outcome = 'holds' and other_fails then 'fails'
            when own_outcome = 'holds' and other_unsure then 'inconclusive'
            else own_outcome end as outcome,
        case
            when own_missing is not null then own_missing
            when own_outcome = 'holds' and (other_fails or other_unsure) then 'together'
            end as missing
    from judged
)
select
    settled.* exclude (inside),
    case
        when outcome <> 'inconclusive' or role = 'context'
            or coalesce(missing, '') in ('yes to all', 'untried', 'together', 'moving') then null
        when inside then 'for'
        else 'against' end as lean
from settled
