-- A project's share under a definition, period by period.
--
-- grain: definition_id, project_id, period_start, period_end
--
-- definition_id   the definition
-- project_id      the project
-- period_start    first day
-- period_end      day after the last
-- numerator       what is counted for the project, in the signal's unit
-- denominator     out of how many
-- share           numerator / denominator, a fraction 0-1
-- low             lower end: 95 % Wilson interval for samples, half a unit for rounded
--                 percentages, the bracket where the denominator is only bracketed; else null
-- high            upper end, likewise
-- rank            1 for the largest numerator among the group's members that are measured in the
--                 period, equal ones share a rank; null unless the definition is over a group
-- members         how many members of the group are measured in the period; null likewise
-- quality         census, official, sample or secondary
-- usable          false inside a break that forbids evidence
-- flags           breaks, precision and coverage remarks; null for none
with ratio as (
    select
        part.definition_id,
        part.project_id,
        period_start,
        period_end,
        part.value as numerator,
        whole.value as denominator,
        part.value / whole.value as share,
        whole.smallest,
        whole.largest,
        definition.over = 'group' as ranked,
        definition.over = 'total' or definition.overlap as bracketed,
        signal.quality,
        part.rounded and signal.unit = 'percent' as rounded_percentage,
        not coalesce(gap.blocked, false) as usable,
        nullif(concat_ws('; ', part.notes, whole.notes, 'break: ' || gap.breaks), '') as flags
    from numerator as part
    join denominator as whole using (definition_id, project_id, period_start, period_end)
    join definition on definition.definition_id = part.definition_id
    join signal on signal.signal_id = definition.signal_id
    left join broken_period as gap using (definition_id, period_start, period_end)
    where whole.value > 0
),
wilson as (
    -- E. B. Wilson (1927), JASA 22(158), 209-212; z = 1.959964, z squared 3.841459: 95 %
    select
        ratio.*,
        (share + 3.841458820694124 / (2 * denominator))
            / (1 + 3.841458820694124 / denominator) as centre,
        1.959963984540054 / (1 + 3.841458820694124 / denominator) * sqrt(
            greatest(0, share * (1 - share)) / denominator
            + 3.841458820694124 / (4 * pow(denominator, 2))
        ) as half
    from ratio
)
select
    definition_id,
    project_id,
    period_start,
    period_end,
    numerator,
    denominator,
    share,
    case
        when bracketed then coalesce(numerator / largest, 0)
        when rounded_percentage then share - 0.005
        when quality = 'sample' then greatest(0, centre - half) end as low,
    case
        when bracketed then coalesce(least(1, numerator / smallest), 1)
        when rounded_percentage then share + 0.005
        when quality = 'sample' then least(1, centre + half) end as high,
    case when ranked then rank() over (period order by numerator desc) end as rank,
    case when ranked then count(*) over period end as members,
    quality,
    usable,
    flags
from wilson
window period as (partition by definition_id, period_start, period_end)
