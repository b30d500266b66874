package timescale_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// core makes the table; what is in testdata is what the tests here need of it, for any PostgreSQL.
const migrations = "../../../../core/migrations"

func TestSchemaIsThatOfCore(t *testing.T) {
	if _, err := os.Stat("../../../../core"); errors.Is(err, fs.ErrNotExist) {
		t.Skip("core is not here: an image's context holds this service alone")
	}
	files, err := filepath.Glob(filepath.Join(migrations, "*.sql"))
	must(t, err)
	if len(files) == 0 {
		t.Fatalf("no migrations in %s", migrations)
	}
	var core strings.Builder
	for _, file := range files {
		core.WriteString(read(t, file))
	}
	if problems := drift(core.String(), read(t, "testdata/schema.sql")); len(problems) > 0 {
		t.Errorf("testdata/schema.sql and core's migrations are apart:\n%s", strings.Join(problems, "\n"))
	}
}

func TestDriftIsFound(t *testing.T) {
	const ours = "create table spans (a bigint not null, b text, unique (a, b)); create index on spans (a desc) where b = 'x';"
	const core = "-- why\ncreate table spans (\n  a bigint not null,\n  b text,\n  c jsonb, -- not read here\n  constraint k unique (a, b)\n);\n" +
		"create index i on spans (a desc)\n  where b = 'x';"
	if problems := drift(core, ours); len(problems) > 0 {
		t.Errorf("nothing is apart, and yet: %v", problems)
	}
	for name, changed := range map[string]string{
		"a column of another type":  strings.Replace(core, "b text", "b varchar", 1),
		"a column that is gone":     strings.Replace(core, "  b text,\n", "", 1),
		"a constraint over others":  strings.Replace(core, "unique (a, b)", "unique (a, c)", 1),
		"an index over others":      strings.Replace(core, "(a desc)", "(b)", 1),
		"an index that came later":  core + "create index later on spans (b);",
		"an index that went away":   core + "drop index i;",
		"a table that was changed":  core + "alter table spans\n  alter column a type numeric;",
		"a column that was renamed": core + "alter table spans rename b to d;",
	} {
		if len(drift(changed, ours)) == 0 {
			t.Errorf("%s is not found", name)
		}
	}
}

var (
	comment = regexp.MustCompile(`--[^\n]*`)
	space   = regexp.MustCompile(`\s+`)
	table   = regexp.MustCompile(`create table spans \((.*?)\);`)
	index   = regexp.MustCompile(`create index (?:\w+ )?on spans (.*?);`)
	// What TimescaleDB keeps of old days in columns is nothing that a query sees.
	changes  = regexp.MustCompile(`(?:alter table spans (?:add|alter|drop|rename)|drop index|drop table|create unique index)[^;]*`)
	named    = regexp.MustCompile(`^constraint \w+ `)
	brackets = strings.NewReplacer("( ", "(", " )", ")")
)

// drift says in what the schema of the tests is not that of the migrations. It may lack columns, and nothing else.
func drift(migrations, schema string) []string {
	core, ours := plain(migrations), plain(schema)
	var problems []string
	has := columns(core)
	for _, column := range columns(ours) {
		if !slices.Contains(has, column) {
			problems = append(problems, "core's table has no "+column)
		}
	}
	indexes, own := matches(index, core), matches(index, ours)
	for _, wanted := range indexes {
		if !slices.Contains(own, wanted) {
			problems = append(problems, "core has an index on "+wanted+", the tests have none")
		}
	}
	for _, wanted := range own {
		if !slices.Contains(indexes, wanted) {
			problems = append(problems, "core has no index on "+wanted)
		}
	}
	for _, change := range changes.FindAllString(core, -1) {
		problems = append(problems, "core changes the table: "+change)
	}
	return problems
}

// plain is SQL on one line, without comments.
func plain(sql string) string {
	return brackets.Replace(space.ReplaceAllString(comment.ReplaceAllString(sql, ""), " "))
}

// columns are the definitions between the brackets of the table, constraints without their names.
func columns(sql string) []string {
	body := table.FindStringSubmatch(sql)
	if body == nil {
		return nil
	}
	var found []string
	depth, start := 0, 0
	for i, char := range body[1] + "," {
		switch char {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				found = append(found, named.ReplaceAllString(strings.TrimSpace(body[1][start:i]), ""))
				start = i + 1
			}
		}
	}
	return found
}

func matches(pattern *regexp.Regexp, sql string) []string {
	var found []string
	for _, match := range pattern.FindAllStringSubmatch(sql, -1) {
		found = append(found, strings.TrimSpace(match[1]))
	}
	return found
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	must(t, err)
	return string(text)
}
