-- A project's share under a definition, period by period.
--
-- grain: definition_id, project_id, period_start, period_end
--
-- definition_id      the definition
-- project_id         the project
-- period_start       first day
-- period_end         day after the last
-- numerator          what is counted for the project, in the signal's unit
-- denominator        out of how many
-- denominator_low    least that can be, where it is only bracketed; null: nothing known
-- denominator_high   most that can be, where it is only bracketed; null: nothing known
-- half_unit          half a unit of the numerator's last digit printed; 0 for exact figures
-- share              numerator / denominator, a fraction 0-1
-- low                lower end: 95 % Wilson interval for samples, half a unit of the last digit for
--                    printed figures, the bracket where the denominator is only bracketed, 0 where
--                    the definition is an upper bound; widened by what breaks may put it off; else
--                    null
-- high               upper end, likewise; 1 where the definition or the figure is a lower bound
-- rank               1 for the largest numerator among the group's members that are measured in the
--                    period, equal ones share a rank; null unless the definition is over a group and
--                    the group complete
-- members            how many members of the group are measured in the period; null likewise
-- quality            census, official, sample or secondary
-- usable             false inside a break that forbids evidence
-- period_complete    true when the period was over when its figures were read
-- complete           period_complete, and of a group every member is there that held more than 5 % of it in its
--                    nearest period: what shares, changes, slopes and ranks need
-- bound              at least, at most: the share is only a bound; null: it is none
-- bias_points        how far breaks may put the share off, each way, as a fraction
-- bias_factor        how far breaks may put the share off, each way, as a factor of its odds
-- own_factor         how far breaks may put the project's ratio to another off, each way
-- named_factor       the part of it that is due to breaks in some projects' figures only
-- count_factor       how far breaks may put the numerator itself off, each way
-- flags              breaks, precision and coverage remarks; null for none
with ratio as (
    select
        part.definition_id,
        part.project_id,
        period_start,
        period_end,
        part.value as numerator,
        whole.value as denominator,
        whole.smallest as denominator_low,
        whole.largest as denominator_high,
        part.half_unit,
        part.value / whole.value as share,
        definition.over = 'group' as grouped,
        definition.over = 'total' or definition.overlap as bracketed,
        case when part.at_least then 'at least' else definition.bound end as bound,
        signal.quality,
        not coalesce(gap.blocked, false) as usable,
        part.complete as period_complete,
        part.complete and whole.complete as complete,
        coalesce(gap.bias_points, 0) as bias_points,
        coalesce(gap.bias_factor, 1) as bias_factor,
        coalesce(gap.own_factor, 1) as own_factor,
        coalesce(gap.named_factor, 1) as named_factor,
        coalesce(gap.count_factor, 1) as count_factor,
        nullif(concat_ws('; ', part.notes, whole.notes,
            case when not part.complete then 'not over when it was read' end,
            'break: ' || gap.breaks), '') as flags
    from numerator as part
    join denominator as whole using (definition_id, project_id, period_start, period_end)
    join definition on definition.definition_id = part.definition_id
    join signal on signal.signal_id = definition.signal_id
    left join broken_period as gap using (definition_id, project_id, period_start, period_end)
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
),
bounded as (
    select
        wilson.*,
        case
            when bound = 'at most' then 0
            when bracketed then coalesce((numerator - half_unit) / denominator_high, 0)
            when quality = 'sample' then centre - half
            when half_unit > 0 or bound = 'at least' then (numerator - half_unit) / denominator
            when bias_points > 0 or bias_factor > 1 then share end as least,
        case
            when bound = 'at least' then 1
            when bracketed then coalesce((numerator + half_unit) / denominator_low, 1)
            when quality = 'sample' then centre + half
            when half_unit > 0 or bound = 'at most' then (numerator + half_unit) / denominator
            when bias_points > 0 or bias_factor > 1 then share end as most
    from wilson
)
select
    definition_id,
    project_id,
    period_start,
    period_end,
    numerator,
    denominator,
    denominator_low,
    denominator_high,
    half_unit,
    share,
    -- rounding must not put the share outside of its own interval
    case when least is not null then least(share, greatest(0, case
        when grouped and least > 0 then least / (least + (1 - least) * bias_factor)
        else least / bias_factor end - bias_points)) end as low,
    case when most is not null then greatest(share, least(1, case
        when grouped then most * bias_factor / (most * bias_factor + 1 - most)
        else most * bias_factor end + bias_points)) end as high,
    case when grouped and complete then rank() over (period order by numerator desc) end as rank,
    case when grouped and complete then count(*) over period end as members,
    quality,
    usable,
    period_complete,
    complete,
    bound,
    bias_points,
    bias_factor,
    own_factor,
    named_factor,
    count_factor,
    flags
from bounded
window period as (partition by definition_id, period_start, period_end)
