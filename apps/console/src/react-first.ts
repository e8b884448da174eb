/** React and its drawing, which begin when they are first imported: here, in the task of their own file. */
import 'react/jsx-runtime';
import 'react-dom/client';
