-- One verdict per claim, over its deciding tests: supported or refuted only when the primary
-- definition says so and no other one contradicts it; a scorecard, when two thirds of its signals
-- agree.
--
-- grain: claim_id
--
-- claim_id               the claim
-- verdict                supported, refuted, depends on the definition, outdated, or not enough
--                        evidence
-- undecided              why there is not enough of it: opinion, performance or no public data
--                        (nobody can measure the claim), live collection, or better data; else null
-- tests                  deciding tests
-- waiting                tests that would decide, but for whose signal nothing was collected
-- missing                why the primary test, or the first of a scorecard, has no data; see
--                        claim_evidence; null where one has
-- holding                how many of them hold
-- failing                how many fail
-- inconclusive           how many can say neither
-- scorecard              true when several signals decide together and none is primary
-- primary_definition_id  definition nearest to the claim's words; null for a scorecard or a fact
-- primary_fact_id        fact nearest to them; null for a scorecard or a definition
-- primary_measured       what it measured at the claim's date; null for no data
-- primary_low            lower end of its interval; null for none
-- primary_high           upper end
-- primary_period_end     day after the last of the period measured
-- primary_shown          the primary measurement in words
-- primary_period         its period in words
-- measured_least         smallest value that a deciding test measured
-- measured_most          largest value that a deciding test measured
-- explanation            the verdict in sentences
-- would_flip             what would change it
with labelled as (
    select evidence.*, claim.kind, evidence.test_title as title
    from claim_evidence as evidence
    join claim on claim.claim_id = evidence.claim_id
),
tally as (
    select
        claim_id,
        count(*) as tests,
        count(*) filter (where outcome = 'holds') as holding,
        count(*) filter (where outcome = 'fails') as failing,
        count(*) filter (where outcome = 'inconclusive') as inconclusive,
        bool_or(role = 'primary' and outcome = 'holds') as primary_holds,
        bool_or(role = 'primary' and outcome = 'fails') as primary_fails,
        bool_and(missing is not distinct from 'thin') as is_thin,
        min(measured) as measured_least,
        max(measured) as measured_most,
        first(title || ' (' || shown || ')' order by gap, position)
            filter (where outcome = 'fails') as nearest,
        string_agg(title || ' (' || shown || ')', '; ' order by position)
            filter (where outcome = 'holds') as holding_titles,
        string_agg(title || ' (' || shown || ')', '; ' order by position)
            filter (where outcome = 'fails') as failing_titles
    from labelled
    where decides
    group by claim_id
),
plan as (
    select
        claim_id,
        count(*) as listed,
        bool_or(role = 'scorecard') as scorecard,
        case when bool_or(fact_id is not null) then 'fact'
            when bool_or(role = 'scorecard') then 'signal'
            else 'definition' end as counted,
        count(*) filter (where missing = 'not collected') as waiting,
        first(missing order by position) filter (where missing is not null) as missing
    from claim_evidence
    where role <> 'context' and moment = 'then'
    group by claim_id
),
today as (
    -- a fact that still holds has no end; of a scorecard the unchanged signals count too
    select
        newest.claim_id,
        count(*) filter (where newest.newer) as tests,
        count(*) filter (where newest.outcome = 'holds') as holding,
        count(*) filter (where newest.outcome = 'fails') as failing
    from (
        select
            later.claim_id,
            later.outcome,
            later.role,
            coalesce(later.period_end, date '9999-12-31')
                > coalesce(earlier.period_end, date '9999-12-31') as newer
        from claim_evidence as later
        join claim_evidence as earlier
            on earlier.test_id = later.test_id and earlier.moment = 'then' and earlier.decides
        where later.moment = 'now'
    ) as newest
    where newest.newer or newest.role = 'scorecard'
    group by newest.claim_id
),
fit as (
    select
        claim_fit.claim_id,
        string_agg(
            definition.title || ', ' || year(claim_fit.period_start)
                || format(' ({:.1f} %)', 100 * claim_fit.measured),
            '; ' order by claim_fit.nearness
        ) as titles
    from claim_fit
    join claim on claim.claim_id = claim_fit.claim_id
    join definition on definition.definition_id = claim_fit.definition_id
    -- a one-sided claim fits too much for this to say anything
    where
        claim_fit.nearness <= 3
        and claim_fit.days_off <= 1096
        and claim.kind = 'share'
        and claim.hedge in ('exact', 'about', 'range')
    group by claim_fit.claim_id
),
head as (
    select labelled.*, share.numerator, share.denominator
    from labelled
    join claim on claim.claim_id = labelled.claim_id
    left join window_count as share
        on share.test_id = labelled.test_id and share.moment = 'then' and share.part = 'at'
    where labelled.moment = 'then' and labelled.role = 'primary'
),
ruled as (
    select
        claim.claim_id,
        claim.kind,
        coalesce(plan.scorecard, false) as scorecard,
        coalesce(plan.waiting, 0) as waiting,
        plan.listed,
        plan.counted,
        claim.needs as lacking,
        -- once something was measured, it is no longer missing
        case when coalesce(tally.tests, 0) = 0 then claim.needs end as needs,
        case when coalesce(tally.tests, 0) = 0 then claim.needs_source end as needs_source,
        case when coalesce(tally.tests, 0) = 0 then claim.needs_reason end as needs_reason,
        case
            when coalesce(tally.tests, 0) = 0 then 'not enough evidence'
            when plan.scorecard and tally.holding + tally.failing < 3 then 'not enough evidence'
            when plan.scorecard and 3 * tally.holding <= tally.holding + tally.failing
                then 'refuted'
            when plan.scorecard and 3 * tally.holding < 2 * (tally.holding + tally.failing)
                then 'depends on the definition'
            when plan.scorecard and not claim.historic and today.holding + today.failing >= 3
                and 3 * today.holding <= today.holding + today.failing then 'outdated'
            when plan.scorecard then 'supported'
            when tally.holding > 0 and tally.failing > 0 then 'depends on the definition'
            when tally.primary_fails then 'refuted'
            when tally.primary_holds and not claim.historic
                and today.failing > 0 and today.holding = 0 then 'outdated'
            when tally.primary_holds then 'supported'
            else 'not enough evidence' end as verdict,
        coalesce(tally.tests, 0) as tests,
        coalesce(tally.holding, 0) as holding,
        coalesce(tally.failing, 0) as failing,
        coalesce(tally.inconclusive, 0) as inconclusive,
        coalesce(tally.is_thin, false) as is_thin,
        case when coalesce(tally.tests, 0) = 0 then plan.missing end as missing,
        tally.nearest,
        tally.holding_titles,
        tally.failing_titles,
        tally.measured_least,
        tally.measured_most,
        fit.titles as fit_titles,
        today.tests as newer,
        today.holding as newer_holding,
        today.failing as newer_failing,
        head.definition_id,
        head.fact_id,
        head.title,
        head.shown,
        head.interval_shown,
        head.measured,
        head.low,
        head.high,
        head.period_end,
        head.denominator,
        head.numerator,
        head.period,
        head.widened,
        region.accepted_low,
        region.accepted_high,
        region.accepted
    from claim
    left join plan on plan.claim_id = claim.claim_id
    left join tally on tally.claim_id = claim.claim_id
    left join today on today.claim_id = claim.claim_id
    left join fit on fit.claim_id = claim.claim_id
    left join head on head.claim_id = claim.claim_id
    left join acceptance as region on region.claim_id = claim.claim_id
)
select
    claim_id,
    verdict,
    case
        when verdict <> 'not enough evidence' then null
        when lacking is null and waiting > 0 and tests = 0 then 'live collection'
        else coalesce(lacking, 'better data') end as undecided,
    tests,
    waiting,
    holding,
    failing,
    inconclusive,
    missing,
    scorecard,
    fact_id as primary_fact_id,
    definition_id as primary_definition_id,
    measured as primary_measured,
    low as primary_low,
    high as primary_high,
    period_end as primary_period_end,
    shown as primary_shown,
    period as primary_period,
    measured_least,
    measured_most,
    concat_ws(' ',
        case
            when needs = 'live collection' then 'Cannot be measured yet: it needs a collection of '
                || needs_source || '. ' || needs_reason
            when needs is not null then 'Cannot be measured: '
                || case needs
                    when 'no public data' then 'there is no public data'
                    when 'opinion' then 'it is an opinion'
                    else 'it is about ' || needs end || '. ' || needs_reason
            when measured is null and tests = 0 then 'None of its ' || counted || 's has data: '
                || case missing
                    when 'not collected' then 'nothing was collected for it.'
                    when 'comparator' then 'there is no figure of the other project.'
                    when 'future' then 'the claim speaks of a time to come.'
                    when 'date' then 'no figure lies near its date.'
                    when 'beginning' then 'no figure lies near where it begins.'
                    when 'edition' then 'there is no edition of the survey of that year.'
                    when 'break' then 'the figures near its date are known to be wrong.'
                    when 'not over' then 'the period was not over when it was read.'
                    when 'group' then 'a large member of the group is missing in the figures.'
                    when 'sample count' then 'how many a sample holds says nothing of all.'
                    when 'bound' then 'only bounds are known.'
                    when 'length' then 'no figure is over just that time.'
                    when 'members' then 'fewer than three members of the group are measured.'
                    when 'barred' then 'the counting changed on the way.'
                    else 'the fact says nothing about it.' end
            when scorecard then 'Scored on ' || tests || ' of ' || listed || ' ' || counted
                || 's; each needs ' || accepted || '.'
            when measured is null then 'The primary definition has no data.'
            when fact_id is not null then title || ': ' || shown || '. The claim needs '
                || accepted || '.'
            else 'Measured as "' || title || '", ' || period || ': ' || shown
                || coalesce(' (between ' || interval_shown || ')', '')
                || case when widened
                    then ' (the claim''s own time holds too few cases, so more was added up)'
                    else '' end
                || '. The claim needs ' || accepted || '.' end,
        case when tests > 0 then
            concat_ws(', ', holding || case when holding = 1 then ' holds' else ' hold' end,
                failing || case when failing = 1 then ' fails' else ' fail' end,
                case when inconclusive > 0 then inconclusive || ' cannot tell' end)
                || case when scorecard then '.' else ' of ' || tests || ' deciding ' || counted
                    || case when tests = 1 then '.' else 's.' end end end,
        case when verdict = 'depends on the definition' or scorecard
            then concat_ws(' ', 'Holds as: ' || holding_titles || '.',
                'Fails as: ' || failing_titles || '.') end,
        case when verdict <> 'supported'
            then coalesce(
                'Its figure is what these give: ' || fit_titles || '.',
                case when kind = 'share' and tests > 0 and accepted_high < 1
                    then 'No definition gives its figure within three years of its date.' end
            ) end,
        case
            when verdict = 'outdated' then 'It held at its date; the newest figures fail.'
            when newer_holding + newer_failing > 0 then 'With the newest figures ' || newer_holding || ' hold and '
                || newer_failing || ' fail.' end,
        case when is_thin then 'Too few cases were counted to tell.' end
    ) as explanation,
    case
        when needs = 'live collection' then 'A collection: sharecheck collect ' || needs_source
            || '.'
        when needs = 'performance' then 'A published measurement of that very workload.'
        when needs = 'opinion' then 'Nothing that can be counted.'
        when needs is not null then needs_reason
        when scorecard and holding + failing < 3
            then 'More ' || counted || 's: a scorecard needs three that can tell.'
        when scorecard and verdict in ('supported', 'outdated') then format('{:d} of the {:d} {:s}s '
            || 'that hold failing instead.',
            floor(holding - 2 * (holding + failing) / 3.0)::bigint + 1, holding, counted)
        when scorecard and verdict = 'refuted' then format('{:d} of the {:d} {:s}s that fail '
            || 'holding instead.', floor((holding + failing) / 3.0 - holding)::bigint + 1, failing,
            counted)
        when scorecard then format('Naming the {:s}; or {:d} more of the {:d} holding.',
            counted, ceil(2 * (holding + failing) / 3.0)::bigint - holding, holding + failing)
        when verdict = 'depends on the definition' and fact_id is not null
            then format('Saying which of the facts is meant: {:d} for it, {:d} against.',
                holding, failing)
        when verdict = 'depends on the definition'
            then format('Saying which definition is meant: {:d} for it, {:d} against.',
                holding, failing)
        when fact_id is not null and verdict in ('supported', 'refuted', 'outdated')
            then 'A source that says otherwise.'
        when verdict = 'refuted' then concat_ws(' ',
            'A definition under which it holds; the nearest is ' || nearest || '.',
            case when kind = 'share' and numerator > 0 and measured < accepted_low then
                format('Under the primary one, the {:,d} counted would have to be out of {:,d} '
                    || 'instead of {:,d} to be {:.1f} %.', numerator::bigint,
                    floor(numerator / accepted_low)::bigint, denominator::bigint,
                    100 * accepted_low) end)
        when verdict = 'outdated' then 'Newer figures that are ' || accepted || ' again.'
        when verdict = 'supported' then 'A figure other than ' || accepted || ' under '
            || case when tests = 1 then 'its definition.'
                else 'one of its ' || tests || ' definitions.' end
        when tests = 0 then 'Any figure near the claim''s date.'
        when measured is null then 'A figure under the primary definition.'
        else 'A larger or better sample: under the primary definition the interval reaches over '
            || 'an end of what the claim needs (' || accepted || ').' end as would_flip
from ruled
