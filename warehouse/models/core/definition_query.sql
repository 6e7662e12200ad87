-- The SQL that counts what a definition counts for a project, from latest_observation.
--
-- grain: definition_id, project_id
--
-- definition_id   the definition
-- project_id      the project
-- source          the rows that the definition reads, of all periods and projects
-- members         the projects added up for the project, as a list in SQL
-- share_query     query of the share: one row, one column `measured`; {periods} stands for which
with member as (
    select
        definition_id,
        project_id,
        '(' || string_agg('''' || member_id || '''', ', ' order by member_id) || ')' as members
    from definition_member
    group by definition_id, project_id
),
whole as (
    select
        definition.definition_id,
        '(' || string_agg('''' || part.member_id || '''', ', ' order by part.member_id) || ')'
            as members
    from definition
    join project_group as member on member.group_id = definition.group_id
    join definition_member as part
        on part.definition_id = definition.definition_id
        and part.project_id = member.project_id
    group by definition.definition_id
),
part as (
    select
        member.definition_id,
        member.project_id,
        member.members,
        whole.members as whole_members,
        definition.total_signal_id,
        total.tolerance_days,
        template.sql as template,
        replace(replace(replace(source.sql,
            '{signal}', definition.signal_id),
            '{segments}', '''' || replace(replace(array_to_string(definition.segments, chr(9)),
                '''', ''''''), chr(9), ''', ''') || ''''),
            '{roles}', '''' || array_to_string(definition.roles, ''', ''') || '''') as source
    from member
    join definition on definition.definition_id = member.definition_id
    join query_template as template on template.name = 'share-' || definition.over
    join query_template as source on source.name = 'source'
    left join whole on whole.definition_id = member.definition_id
    left join signal as total on total.signal_id = definition.total_signal_id
)
select
    definition_id,
    project_id,
    source,
    members,
    replace(replace(replace(replace(replace(template,
        '{source}', source),
        '{subject}', members),
        '{group}', coalesce(whole_members, '')),
        '{total}', coalesce(total_signal_id, '')),
        '{tolerance}', coalesce(tolerance_days::varchar, '')) as share_query
from part
