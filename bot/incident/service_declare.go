package incident

import (
	"context"
	"crypto/rand"
	"errors"
	"time"
)

// mostLooks is how often a declaration looks again because another incident was
// opened meanwhile. After that it is opened without: nothing holds one up.
const mostLooks = 100

// errOvertaken says that an incident was opened that had not been looked at.
var errOvertaken = errors.New("another incident was opened meanwhile")

// Declare opens an incident. The same call twice opens one.
func (s *Service) Declare(ctx context.Context, call Call, d Declaration) (Incident, error) {
	return s.create(ctx, call, d, func(Incident) error { return nil })
}

// DeclareOnce opens an incident, unless the same was declared a moment ago:
// then it keeps the words there, and joined says so.
//
// What is open is looked at before the transaction, so the transaction checks
// that no incident was opened since: numbers have no gaps, and the one it gets
// must be the next after the newest that was seen. Of two people who declare in
// the same second one is refused, looks again, and finds the other's.
func (s *Service) DeclareOnce(ctx context.Context, call Call, d Declaration) (i Incident, joined bool, err error) {
	for range mostLooks {
		newest, err := s.newest(ctx)
		if err != nil {
			return Incident{}, false, err
		}
		open, err := s.Store.Incidents(ctx, Filter{Open: true})
		if err != nil {
			return Incident{}, false, err
		}
		if same, ok := d.Same(open, s.Now()); ok {
			i, err = s.update(ctx, call, same.ID, func(i Incident, at time.Time) ([]Event, error) { return i.Report(call.By, d, at) })
			// A call that came twice may be the one that opened it.
			if joined = i.reported(call.By, d); CodeOf(err) != Conflict {
				return i, joined, err
			}
			continue // It has just ended.
		}
		i, err = s.create(ctx, call, d, func(i Incident) error {
			if i.Number != newest+1 {
				return errOvertaken
			}
			return nil
		})
		if !errors.Is(err, errOvertaken) {
			return i, i.reported(call.By, d), err
		}
	}
	i, err = s.Declare(ctx, call, d)
	return i, false, err
}

// newest is the number of the newest incident, whoever may see it; 0 where
// there is none.
func (s *Service) newest(ctx context.Context) (int64, error) {
	all, err := s.Store.Incidents(ctx, Filter{Viewer: ForBot, Limit: 1})
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return all[0].Number, nil
}

// create opens an incident if check lets it: it sees the number that it gets.
func (s *Service) create(ctx context.Context, call Call, d Declaration, check func(Incident) error) (Incident, error) {
	uid := rand.Text()
	return s.Store.Create(ctx, call.Source, s.write(func(i Incident, at time.Time) (Change, error) {
		if err := check(i); err != nil {
			return Change{}, err
		}
		events, err := i.declare(call.By, d, uid, at)
		return Change{Events: events}, err
	}))
}
