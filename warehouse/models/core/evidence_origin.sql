-- Where the figures behind each measured number were read.
--
-- grain: test_id, moment
--
-- test_id         the test
-- moment          then, between or now
-- locators        repository@commit:path, pages, or recorded answers; a bracketing total is found
--                 in latest_observation, on the date that the flags name
with span as (
    -- claims that ask for one number share its origin
    select distinct
        definition_id,
        subject,
        comparator,
        period_start,
        period_end,
        baseline_start,
        baseline_end,
        kind in ('slope', 'crossing') as is_series
    from evidence_moment
    where definition_id is not null and measured is not null
),
figure as (
    select distinct
        span.*,
        seen.locator
    from span
    join definition on definition.definition_id = span.definition_id
    join definition_member as part
        on part.definition_id = span.definition_id
        and (definition.over = 'group' or part.project_id in (span.subject, span.comparator))
    join latest_observation as seen
        on seen.signal_id = definition.signal_id
        and seen.project_id = part.member_id
        and list_contains(definition.segments, seen.segment)
        and list_contains(definition.roles, seen.role)
        and not seen.suspect
        and (
            seen.period_start >= span.period_start and seen.period_end <= span.period_end
            or seen.period_start >= span.baseline_start
                and seen.period_end <= case when span.is_series then span.period_end
                    else span.baseline_end end
        )
),
place as (
    select
        definition_id,
        subject,
        comparator,
        period_start,
        period_end,
        baseline_start,
        baseline_end,
        is_series,
        list(locator order by locator) as locators
    from figure
    group by
        definition_id, subject, comparator, period_start, period_end, baseline_start, baseline_end,
        is_series
),
cited as (
    select
        evidence_moment.test_id,
        evidence_moment.moment,
        list(distinct fact.citation order by fact.citation) as locators
    from evidence_moment
    join fact on fact.fact_id = evidence_moment.fact_id
    where evidence_moment.period_start
        = coalesce(fact.value_start, fact.valid_from)
    group by evidence_moment.test_id, evidence_moment.moment
)
select
    evidence_moment.test_id,
    evidence_moment.moment,
    place.locators
from evidence_moment
join place
    on place.definition_id = evidence_moment.definition_id
    and place.subject = evidence_moment.subject
    and place.comparator is not distinct from evidence_moment.comparator
    and place.period_start = evidence_moment.period_start
    and place.period_end = evidence_moment.period_end
    and place.baseline_start is not distinct from evidence_moment.baseline_start
    and place.baseline_end is not distinct from evidence_moment.baseline_end
    and place.is_series = evidence_moment.kind in ('slope', 'crossing')
union all
select test_id, moment, locators
from cited
