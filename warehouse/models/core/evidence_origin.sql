-- Where the figures behind each measured number were read.
--
-- grain: test_id, moment
--
-- test_id         the test
-- moment          then or now
-- locators        repository@commit:path, pages, or recorded answers; a bracketing total is found
--                 in latest_observation, on the date that the flags name
with place as (
    select distinct
        seen.test_id,
        seen.moment,
        figure.locator
    from evidence_moment as seen
    join definition on definition.definition_id = seen.definition_id
    join definition_member as part
        on part.definition_id = seen.definition_id
        and (definition.over = 'group' or part.project_id in (seen.subject, seen.comparator))
    join latest_observation as figure
        on figure.signal_id = definition.signal_id
        and figure.project_id = part.member_id
        and list_contains(definition.segments, figure.segment)
        and list_contains(definition.roles, figure.role)
        and not figure.suspect
        and (
            figure.period_start >= seen.period_start and figure.period_end <= seen.period_end
            or figure.period_start >= seen.baseline_start
            and figure.period_end <= case when seen.kind = 'slope' then seen.period_end
                else seen.baseline_end end
        )
    union
    select
        seen.test_id,
        seen.moment,
        fact.citation
    from evidence_moment as seen
    join fact on fact.fact_id = seen.fact_id
    where seen.period_start = case when seen.kind = 'date' then fact.value_start
        else coalesce(fact.valid_from, date '1900-01-01') end
)
select
    test_id,
    moment,
    list(locator order by locator) as locators
from place
group by test_id, moment
